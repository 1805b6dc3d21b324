"use client";

import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { nothingChosen, toggled, within } from "./selection";

interface Choice {
  /** Ids of the chosen rows, in the table's order. */
  readonly chosen: readonly string[];
  readonly ids: readonly string[];
  readonly toggle: (id: string, isRange: boolean) => void;
  /** Exactly these. */
  readonly choose: (ids: readonly string[]) => void;
}

const ChoiceContext = createContext<Choice | null>(null);

/**
 * Lets rows of the table inside be chosen: each by its box, or by Space while the row has the focus; with Shift, all from the row chosen last. Escape
 * lets all go. `ids` are the table's rows in their order; rows that leave the table are no longer chosen.
 */
export function RowChoice({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const [selection, setSelection] = useState(nothingChosen);
  const toggle = (id: string, isRange: boolean) => setSelection((before) => toggled(before, ids, id, isRange));
  const choose = (wanted: readonly string[]) => setSelection({ chosen: new Set(wanted), last: null });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const id = target.matches("[data-row-link]") ? target.closest("tr")?.dataset.row : undefined;
      if (event.key === " " && id !== undefined && ids.includes(id)) {
        event.preventDefault();
        setSelection((before) => toggled(before, ids, id, event.shiftKey));
      }
      if (event.key === "Escape" && !target.closest("input:not([type=checkbox]), [role=dialog], [role=menu]"))
        setSelection(nothingChosen);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [ids]);
  return <ChoiceContext value={{ chosen: within(selection, ids), ids, toggle, choose }}>{children}</ChoiceContext>;
}

/** What is chosen of the table around; to be called inside of {@link RowChoice}. */
export function useRowChoice(): Choice {
  const choice = useContext(ChoiceContext);
  if (choice === null) throw new Error("Rows can be chosen inside of RowChoice only.");
  return choice;
}

const room = "relative z-1 -mx-1.5 grid size-7 cursor-pointer select-none place-items-center";

/** Chooses one row. */
export function RowBox({ id, name }: { id: string; name: string }) {
  const { chosen, toggle } = useRowChoice();
  const box = useId();
  return (
    <label htmlFor={box} className={room}>
      <Checkbox
        id={box}
        checked={chosen.includes(id)}
        onChange={({ nativeEvent }) => toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      />
      <span className="sr-only">Select {name}</span>
    </label>
  );
}

/** Chooses all rows of the page, or lets them go. */
export function AllRowsBox({ label }: { label: string }) {
  const { chosen, ids, choose } = useRowChoice();
  const isWhole = chosen.length === ids.length;
  const box = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = chosen.length > 0 && !isWhole;
  }, [chosen.length, isWhole]);
  return (
    <label htmlFor={box} className={room}>
      <Checkbox id={box} ref={input} checked={isWhole} onChange={() => choose(isWhole ? [] : ids)} />
      <span className="sr-only">Select all {label}</span>
    </label>
  );
}
