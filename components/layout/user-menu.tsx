"use client";

import { LogOut } from "lucide-react";
import { useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { DropdownMenu, MenuItem, MenuSeparator } from "@/components/ui/dropdown-menu";

/** Who is signed in, as the shell shows it. */
export interface ShellPerson {
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly string[];
}

export function UserMenu({ person, signOut }: { person: ShellPerson; signOut: () => Promise<void> }) {
  const [pending, startTransition] = useTransition();
  return (
    <DropdownMenu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${person.name}`}
          aria-busy={pending || undefined}
          className="grid size-8 place-items-center rounded-full border border-accent-line bg-accent-soft font-semibold text-accent-strong text-xs hover:border-accent"
        >
          {initials(person.name)}
        </button>
      }
    >
      <div className="flex min-w-56 flex-col gap-2 px-2 py-2">
        <div>
          <p className="font-semibold text-ink">{person.name}</p>
          {person.email && <p className="truncate text-ink-muted text-sm">{person.email}</p>}
        </div>
        <div className="flex flex-wrap gap-1">
          {person.roles.map((role) => (
            <Badge key={role} tone="outline">
              {role}
            </Badge>
          ))}
        </div>
      </div>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => startTransition(signOut)}>
        Sign out
      </MenuItem>
    </DropdownMenu>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
