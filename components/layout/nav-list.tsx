"use client";

import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { cx } from "@/components/ui/class-names";
import { Link } from "@/components/ui/link";
import { type Place, placeGroups } from "./places";

// Only the narrow form has them.
const TooltipProvider = dynamic(() => import("@/components/ui/tooltip").then((part) => part.TooltipProvider));
const Tooltip = dynamic(() => import("@/components/ui/tooltip").then((part) => part.Tooltip));

/** The places, grouped; in the narrow form only their icons, with names on hover and for screen readers. */
export function NavList({ narrow, onGo }: { narrow: boolean; onGo?: () => void }) {
  const path = usePathname();
  const list = (
    <nav aria-label="Main" className="flex flex-col gap-4 px-2.5">
      {placeGroups.map((group) => (
        <div key={group.name ?? "top"} className="flex flex-col">
          {group.name &&
            (narrow ? (
              <span aria-hidden className="mx-2 mb-3 h-px bg-line" />
            ) : (
              <p className="px-2 pb-1 font-medium text-ink-faint text-xs">{group.name}</p>
            ))}
          <ul className="flex flex-col gap-0.5">
            {group.places.map((place) => (
              <li key={place.href}>
                <NavLink
                  place={place}
                  active={[place.href, ...(place.includes ?? [])].some((href) => isWithin(path, href))}
                  narrow={narrow}
                  onGo={onGo}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
  return narrow ? <TooltipProvider>{list}</TooltipProvider> : list;
}

function isWithin(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

interface NavLinkProps {
  place: Place;
  active: boolean;
  narrow: boolean;
  onGo?: () => void;
}

function NavLink({ place, active, narrow, onGo }: NavLinkProps) {
  const Icon = place.icon;
  const link = (
    <Link
      href={place.href}
      onClick={onGo}
      aria-current={active ? "page" : undefined}
      className={cx(
        "relative flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-ink-muted transition-colors hover:bg-hover hover:text-ink",
        active && "bg-hover text-ink",
        narrow && "w-9 justify-center px-0",
      )}
    >
      {active && <span aria-hidden className="absolute inset-y-1.5 -left-2.5 w-0.75 rounded-r-full bg-accent" />}
      <Icon aria-hidden className={cx("size-4 shrink-0", active && "text-accent")} strokeWidth={1.75} />
      <span className={narrow ? "sr-only" : undefined}>{place.label}</span>
    </Link>
  );
  return narrow ? (
    <Tooltip content={place.label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
