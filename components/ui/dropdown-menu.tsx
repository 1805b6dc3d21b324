"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";
import { cx } from "./class-names";

/** A menu under a button: give it MenuItem, MenuLink, MenuChoice and MenuSeparator. */
export function DropdownMenu({
  trigger,
  children,
  align = "end",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-44 max-w-80 animate-appear rounded-lg border border-line bg-raised p-1 shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemStyles =
  "flex h-8 cursor-default select-none items-center gap-2 rounded-md px-2 text-ink outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.75] [&_svg]:text-ink-muted";

interface MenuItemProps {
  icon?: ReactNode;
  children: ReactNode;
  onSelect?: () => void;
  disabled?: boolean;
  danger?: boolean;
}

export function MenuItem({ icon, children, onSelect, disabled, danger = false }: MenuItemProps) {
  return (
    <Radix.Item
      disabled={disabled}
      onSelect={() => onSelect?.()}
      className={cx(itemStyles, danger && "text-failed data-[highlighted]:bg-failed-soft [&_svg]:text-failed")}
    >
      {icon}
      {children}
    </Radix.Item>
  );
}

/** Goes somewhere. */
export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <Radix.Item asChild>
      <Link href={href} className={itemStyles}>
        {icon}
        {children}
      </Link>
    </Radix.Item>
  );
}

/** One of several; the chosen one has a tick. `keepsOpen` where several may be chosen one after another. */
export function MenuChoice({
  chosen,
  icon,
  children,
  keepsOpen = false,
  onSelect,
}: {
  chosen: boolean;
  icon?: ReactNode;
  children: ReactNode;
  keepsOpen?: boolean;
  onSelect: () => void;
}) {
  return (
    <Radix.CheckboxItem
      checked={chosen}
      onSelect={(event) => {
        if (keepsOpen) event.preventDefault();
        onSelect();
      }}
      className={itemStyles}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {chosen && <Check aria-hidden />}
    </Radix.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
