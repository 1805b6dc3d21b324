"use client";

import { Menu } from "lucide-react";
import { useState } from "react";
import { later, useLater, warming } from "@/components/ui/later";

const drawer = later(() => import("./nav-drawer").then((part) => part.NavDrawer));

/** The navigation as a drawer, for tablets and narrow windows. */
export function MobileNav() {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const NavDrawer = useLater(drawer, isOpen, close);
  return (
    <>
      <button
        type="button"
        {...warming(drawer)}
        onClick={() => setOpen(true)}
        aria-label="Open the navigation"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        className="-ml-1 grid size-8 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink lg:hidden"
      >
        <Menu aria-hidden className="size-4.5" strokeWidth={1.75} />
      </button>
      {NavDrawer && <NavDrawer onClose={close} />}
    </>
  );
}
