"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuChoice } from "@/components/ui/dropdown-menu";

const choices = [
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
  { value: "system", label: "As the system", icon: <Monitor aria-hidden /> },
] as const;

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  return (
    <DropdownMenu
      trigger={
        <Button variant="quiet" size="icon" aria-label="Colour theme">
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </Button>
      }
    >
      {choices.map((choice) => (
        <MenuChoice
          key={choice.value}
          icon={choice.icon}
          chosen={theme === choice.value}
          onSelect={() => setTheme(choice.value)}
        >
          {choice.label}
        </MenuChoice>
      ))}
    </DropdownMenu>
  );
}
