"use client";

import { Command } from "cmdk";
import { CornerDownLeft, Keyboard, LoaderCircle, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import { places } from "./places";
import { useSearch } from "./use-search";

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShowShortcuts: () => void;
}

/** Type to find anything, Enter to go there. */
export function CommandPalette({ open, onOpenChange, onShowShortcuts }: CommandPaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-50 w-[min(40rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-lg"
        >
          <Dialog.Title className="sr-only">Search or go to</Dialog.Title>
          <Palette close={() => onOpenChange(false)} onShowShortcuts={onShowShortcuts} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ close, onShowShortcuts }: { close: () => void; onShowShortcuts: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const { groups, isSearching, hasFailed } = useSearch(text);
  const fitting = places.filter((place) => place.label.toLowerCase().includes(text.trim().toLowerCase()));
  const offersHelp = "keyboard shortcuts".includes(text.trim().toLowerCase());
  const isEmpty = groups.length === 0 && fitting.length === 0 && !offersHelp;
  const go = (href: string) => {
    close();
    router.push(href);
  };
  return (
    <Command label="Search or go to" shouldFilter={false} loop>
      <div className="flex items-center gap-2.5 border-line border-b px-4">
        {isSearching ? (
          <LoaderCircle aria-hidden className="size-4 animate-turn text-ink-faint" strokeWidth={1.75} />
        ) : (
          <Search aria-hidden className="size-4 text-ink-faint" strokeWidth={1.75} />
        )}
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search tables, lists, definitions, runs…"
          className="h-12 flex-1 bg-transparent text-ink text-lg outline-none focus-visible:outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[min(26rem,56vh)] overflow-y-auto p-1.5">
        {groups.map((group) => (
          <Group key={group.label} heading={group.label}>
            {group.hits.map((hit) => (
              <Item key={hit.href} value={`${group.label} ${hit.href}`} onSelect={() => go(hit.href)} hint={hit.hint}>
                {hit.label}
              </Item>
            ))}
          </Group>
        ))}
        {fitting.length > 0 && (
          <Group heading="Go to">
            {fitting.map((place) => (
              <Item
                key={place.href}
                value={`place ${place.href}`}
                onSelect={() => go(place.href)}
                icon={<place.icon aria-hidden />}
                keys={["g", place.key]}
              >
                {place.label}
              </Item>
            ))}
          </Group>
        )}
        {offersHelp && (
          <Group heading="Help">
            <Item value="shortcuts" onSelect={onShowShortcuts} icon={<Keyboard aria-hidden />} keys={["?"]}>
              Keyboard shortcuts
            </Item>
          </Group>
        )}
      </Command.List>
      <Notice isEmpty={isEmpty && !isSearching} hasFailed={hasFailed} />
    </Command>
  );
}

/** Outside of the list: a list of options holds options only. */
function Notice({ isEmpty, hasFailed }: { isEmpty: boolean; hasFailed: boolean }) {
  if (hasFailed) {
    return (
      <p role="alert" className="px-4 pb-3 text-attention text-sm">
        The search could not be reached. Going to pages still works.
      </p>
    );
  }
  return isEmpty ? <p className="px-4 pt-3 pb-8 text-center text-ink-muted">Nothing has that name.</p> : null;
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  value: string;
  onSelect: () => void;
  icon?: ReactNode;
  hint?: string | null;
  keys?: readonly string[];
  children: ReactNode;
}

function Item({ value, onSelect, icon, hint, keys, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="group flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-ink data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.75] [&_svg]:text-ink-muted"
    >
      {icon}
      <span className="truncate">{children}</span>
      {hint && <span className="min-w-0 truncate text-ink-faint text-sm">{hint}</span>}
      <span className="ml-auto flex items-center gap-1">
        {keys ? (
          keys.map((key) => <Kbd key={key}>{key}</Kbd>)
        ) : (
          <CornerDownLeft aria-hidden className="opacity-0 group-data-[selected=true]:opacity-100" />
        )}
      </span>
    </Command.Item>
  );
}
