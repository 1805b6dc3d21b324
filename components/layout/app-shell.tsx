import type { ReactNode } from "react";
import { MobileNav } from "./mobile-nav";
import type { NavWidth } from "./nav-width";
import { SideNav } from "./side-nav";
import { ThemeSwitch } from "./theme-switch";
import { type ShellPerson, UserMenu } from "./user-menu";

interface AppShellProps {
  person: ShellPerson;
  navWidth: NavWidth;
  signOut: () => Promise<void>;
  /** The search field of the top bar. */
  quickAccess: ReactNode;
  children: ReactNode;
}

/** What stands around every page: navigation at the left, search and account above. */
export function AppShell({ person, navWidth, signOut, quickAccess, children }: AppShellProps) {
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-accent px-3 py-2 font-medium text-accent-ink focus:translate-y-0 print:hidden"
      >
        Skip to content
      </a>
      <SideNav initialWidth={navWidth} />
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-line border-b bg-canvas/92 px-4 backdrop-blur-sm lg:px-8 print:hidden">
          <MobileNav />
          <div className="min-w-0 flex-1">{quickAccess}</div>
          <ThemeSwitch />
          <UserMenu person={person} signOut={signOut} />
        </header>
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
      </div>
    </div>
  );
}
