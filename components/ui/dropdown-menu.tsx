"use client";

import { Check } from "lucide-react";
import {
  type ComponentProps,
  cloneElement,
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  use,
  useId,
  useState,
} from "react";
import { Link } from "@/components/ui/link";
import { cx } from "./class-names";
import { later, useLater, warming } from "./later";

const frame = later(() =>
  import("./menu-frame").then(({ MenuFrame, Item, CheckboxItem, Separator }) => ({
    MenuFrame,
    Item,
    CheckboxItem,
    Separator,
  })),
);

/** What a menu's items are made of, known to those within an open one. */
const PartsContext = createContext<Awaited<ReturnType<typeof frame.fetch>> | null>(null);

function useParts() {
  const parts = use(PartsContext);
  if (parts === null) throw new Error("A menu's items stand in a DropdownMenu.");
  return parts;
}

const openingKeys = ["Enter", " ", "ArrowDown"];

interface Opened {
  readonly by: "pointer" | "key";
  readonly opener: HTMLElement;
}

interface DropdownMenuProps {
  /** The button that opens it. */
  trigger: ReactElement<ComponentProps<"button">>;
  children: ReactNode;
  align?: "start" | "end";
}

/** A menu under a button: give it MenuItem, MenuLink, MenuChoice and MenuSeparator. */
export function DropdownMenu({ trigger, children, align = "end" }: DropdownMenuProps) {
  const id = useId();
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const parts = useLater(frame, opened !== null, close);
  const press = (by: Opened["by"], event: PointerEvent<HTMLElement> | KeyboardEvent<HTMLElement>) => {
    // The keyboard is the menu's now, and comes back to the button by a press that closes.
    if (by === "key" || opened === null) event.preventDefault();
    setOpened(opened ? null : { by, opener: event.currentTarget });
  };
  return (
    <>
      {cloneElement(trigger, {
        ...warming(frame),
        id: `${id}-button`,
        "aria-haspopup": "menu",
        "aria-expanded": opened !== null,
        "aria-controls": parts ? id : undefined,
        onPointerDown: (event) => {
          if (event.button === 0 && !event.ctrlKey) press("pointer", event);
        },
        onKeyDown: (event) => {
          if (openingKeys.includes(event.key)) press("key", event);
        },
      })}
      {parts && opened && (
        <PartsContext value={parts}>
          <parts.MenuFrame id={id} align={align} opener={opened.opener} isByKey={opened.by === "key"} onClose={close}>
            {children}
          </parts.MenuFrame>
        </PartsContext>
      )}
    </>
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
  const { Item } = useParts();
  return (
    <Item
      disabled={disabled}
      onSelect={() => onSelect?.()}
      className={cx(itemStyles, danger && "text-failed data-[highlighted]:bg-failed-soft [&_svg]:text-failed")}
    >
      {icon}
      {children}
    </Item>
  );
}

/** Goes somewhere. */
export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  const { Item } = useParts();
  return (
    <Item asChild>
      <Link href={href} className={itemStyles}>
        {icon}
        {children}
      </Link>
    </Item>
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
  const { CheckboxItem } = useParts();
  return (
    <CheckboxItem
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
    </CheckboxItem>
  );
}

export function MenuSeparator() {
  const { Separator } = useParts();
  return <Separator className="-mx-1 my-1 h-px bg-line" />;
}
