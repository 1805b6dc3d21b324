"use client";

import { Command } from "cmdk";
import {
  ArrowLeftRight,
  CircleHelp,
  CornerDownLeft,
  History,
  Keyboard,
  ListChecks,
  LoaderCircle,
  LogOut,
  type LucideIcon,
  Pause,
  Play,
  ScanSearch,
  Search,
  Settings,
  SunMoon,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { places } from "@/components/layout/places";
import { settingTabs } from "@/components/settings/settings-header";
import { Kbd } from "@/components/ui/kbd";
import { longestSearch } from "@/lib/features/search/labels";
import type { FoundCommand } from "@/lib/features/search/types";
import { readRecentPages, recentPagesKey } from "./recent-pages";
import { commandLabel } from "./use-command";
import { useSearch } from "./use-search";

export interface PaletteRights {
  /** Whose recently visited pages are shown. */
  readonly personId: string;
  readonly mayDefine: boolean;
  readonly isAdmin: boolean;
}

interface PaletteActions {
  readonly onShowShortcuts: () => void;
  readonly onCommand: (command: FoundCommand) => void;
  readonly onSignOut: () => void;
}

interface CommandPaletteProps extends PaletteRights, PaletteActions {
  text: string;
  onText: (text: string) => void;
  onClose: () => void;
}

/** Type to find anything, Enter to go there or to do it. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <Dialog.Root open onOpenChange={props.onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={goOnTyping}
          className="fixed top-[14vh] left-1/2 z-50 w-[min(40rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-lg"
        >
          <Dialog.Title className="sr-only">Search or go to</Dialog.Title>
          <Palette {...props} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The keyboard stands behind what was typed before there was a box for it. */
function goOnTyping(event: Event): void {
  event.preventDefault();
  const box = (event.currentTarget as HTMLElement).querySelector("input");
  box?.focus();
  box?.setSelectionRange(box.value.length, box.value.length);
}

const icons: Record<FoundCommand["verb"], LucideIcon> = {
  run: Play,
  plan: ListChecks,
  pause: Pause,
  enable: Play,
  introspect: ScanSearch,
};

/** Something of the palette's own, found by its words. */
interface Entry {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly keys?: readonly string[];
  readonly onSelect: () => void;
}

function Palette(props: CommandPaletteProps) {
  const { text, onText, onClose: close, personId, mayDefine, isAdmin, onShowShortcuts, onCommand, onSignOut } = props;
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const [recent] = useState(() => readRecentPages(localStorage.getItem(recentPagesKey(personId))));
  const { groups, commands, isSearching, hasFailed } = useSearch(text);
  const wanted = text.trim().toLowerCase();
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const has = ({ label }: { readonly label: string }) => label.toLowerCase().includes(wanted);
  const fitting = places.filter(has);
  const settings = settingTabs
    .filter(({ isForAdmins }) => isAdmin || !isForAdmins)
    .map(({ label, href }) => ({ label: `Settings: ${label}`, href }))
    .filter((tab) => wanted !== "" && has(tab));
  const own: readonly Entry[] = [
    ...(mayDefine ? [{ label: "New sync", icon: ArrowLeftRight, onSelect: () => go("/syncs/new") }] : []),
    {
      label: "Toggle theme",
      icon: SunMoon,
      onSelect: () => {
        setTheme(resolvedTheme === "dark" ? "light" : "dark");
        close();
      },
    },
    { label: "Keyboard shortcuts", icon: Keyboard, keys: ["?"], onSelect: onShowShortcuts },
    { label: "Sign out", icon: LogOut, onSelect: onSignOut },
  ];
  const fittingOwn = own.filter(has);
  const visited = wanted === "" ? recent : [];
  const count = groups.length + commands.length + fitting.length + settings.length + fittingOwn.length;
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
          onValueChange={onText}
          maxLength={longestSearch}
          placeholder="Search, “run …”, or “why 4711”"
          className="h-12 flex-1 bg-transparent text-ink text-lg outline-none focus-visible:outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[min(26rem,56vh)] overflow-y-auto p-1.5">
        {visited.length > 0 && (
          <Group heading="Visited lately">
            {visited.map((page) => (
              <Item
                key={page.href}
                value={`recent ${page.href}`}
                onSelect={() => go(page.href)}
                icon={<History aria-hidden />}
                hint={page.hint}
              >
                {page.label}
              </Item>
            ))}
          </Group>
        )}
        {groups.map((group) => (
          <Group key={group.label} heading={group.label}>
            {group.hits.map((hit) => (
              <Item
                key={`${hit.href} ${hit.label}`}
                value={`${group.label} ${hit.href} ${hit.label}`}
                onSelect={() => go(hit.href)}
                hint={hit.hint}
                icon={group.label === "Questions" ? <CircleHelp aria-hidden /> : undefined}
              >
                {hit.label}
              </Item>
            ))}
          </Group>
        ))}
        {commands.length > 0 && (
          <Group heading="Do">
            {commands.map((command) => {
              const Icon = icons[command.verb];
              return (
                <Item
                  key={`${command.verb} ${command.id}`}
                  value={`command ${command.verb} ${command.id}`}
                  onSelect={() => onCommand(command)}
                  icon={<Icon aria-hidden />}
                  hint={command.hint}
                >
                  {commandLabel(command)}
                </Item>
              );
            })}
          </Group>
        )}
        {fitting.length + settings.length > 0 && (
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
            {settings.map(({ label, href }) => (
              <Item key={href} value={`place ${href}`} onSelect={() => go(href)} icon={<Settings aria-hidden />}>
                {label}
              </Item>
            ))}
          </Group>
        )}
        {fittingOwn.length > 0 && (
          <Group heading="Commands">
            {fittingOwn.map(({ label, icon: Icon, keys, onSelect }) => (
              <Item key={label} value={`own ${label}`} onSelect={onSelect} icon={<Icon aria-hidden />} keys={keys}>
                {label}
              </Item>
            ))}
          </Group>
        )}
      </Command.List>
      <Notice isEmpty={count === 0 && !isSearching} hasFailed={hasFailed} />
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
      <span dir="auto" className={hint ? "max-w-2/3 shrink-0 truncate" : "truncate"}>
        {children}
      </span>
      {hint && (
        <span dir="auto" className="min-w-0 truncate text-ink-faint text-sm">
          {hint}
        </span>
      )}
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
