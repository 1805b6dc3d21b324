"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useRef, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { nothingChosen, type Selection, toggled, withAll } from "./selection";

interface Choice {
  /** Ids of the chosen rows, on whatever page they stand. */
  readonly chosen: ReadonlySet<string>;
  /** Those of the page in sight. */
  readonly ids: readonly string[];
  readonly toggle: (id: string, isRange: boolean) => void;
  /** The whole page besides what is chosen on others, or nothing of it. */
  readonly choosePage: (isChosen: boolean) => void;
  /** Exactly these. */
  readonly choose: (ids: readonly string[]) => void;
}

interface RowChoiceProps {
  ids: readonly string[];
  narrowing: string;
  children: ReactNode;
}

const ChoiceContext = createContext<Choice | null>(null);

/**
 * Lets rows of the table inside be chosen: each by its box, or by Space while the row has the focus; with Shift, all from the row chosen last. Escape
 * lets all go. `ids` are the rows of the page in sight, in their order; what is chosen stays so on other pages, as long as the table is narrowed to
 * the same, which `narrowing` tells.
 */
export function RowChoice({ ids, narrowing, children }: RowChoiceProps) {
  const [state, setState] = useState({ narrowing, selection: nothingChosen });
  if (state.narrowing !== narrowing) setState({ narrowing, selection: nothingChosen });
  // What was asked for under another narrowing and is answered only now chooses nothing here.
  const change = useCallback(
    (next: (before: Selection) => Selection) =>
      setState((before) =>
        before.narrowing === narrowing ? { narrowing, selection: next(before.selection) } : before,
      ),
    [narrowing],
  );
  const toggle = (id: string, isRange: boolean) => change((before) => toggled(before, ids, id, isRange));
  const choosePage = (isChosen: boolean) => change((before) => withAll(before, ids, isChosen));
  const choose = (wanted: readonly string[]) => change(() => ({ chosen: new Set(wanted), last: null }));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const id = target.matches("[data-row-link]") ? target.closest("tr")?.dataset.row : undefined;
      if (event.key === " " && id !== undefined && ids.includes(id)) {
        event.preventDefault();
        change((before) => toggled(before, ids, id, event.shiftKey));
      }
      if (event.key === "Escape" && !target.closest("input:not([type=checkbox]), [role=dialog], [role=menu]"))
        change(() => nothingChosen);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [ids, change]);
  const { chosen } = state.selection;
  return <ChoiceContext value={{ chosen, ids, toggle, choosePage, choose }}>{children}</ChoiceContext>;
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
        checked={chosen.has(id)}
        onChange={({ nativeEvent }) => toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      />
      <span className="sr-only">Select {name}</span>
    </label>
  );
}

/** Chooses all rows of the page in sight, or lets them go. */
export function AllRowsBox({ label }: { label: string }) {
  const { chosen, ids, choosePage } = useRowChoice();
  const isWhole = ids.every((id) => chosen.has(id));
  const isPart = !isWhole && ids.some((id) => chosen.has(id));
  const box = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = isPart;
  }, [isPart]);
  return (
    <label htmlFor={box} className={room}>
      <Checkbox id={box} ref={input} checked={isWhole} onChange={() => choosePage(!isWhole)} />
      <span className="sr-only">Select all {label}</span>
    </label>
  );
}
