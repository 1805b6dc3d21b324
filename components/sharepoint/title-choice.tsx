import { useId } from "react";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import type { ListDraft } from "./use-list-draft";

/** Which column of the table stands in the Title that every list has; nothing to choose where none can. */
export function TitleChoice({ draft }: { draft: Pick<ListDraft, "columns" | "isTaken" | "titleFrom" | "setTitle"> }) {
  const id = useId();
  const able = draft.columns.filter((column) => column.titleFit !== null && draft.isTaken(column));
  if (able.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <Label htmlFor={id}>Title of an item</Label>
      <p id={`${id}-hint`} className="-mt-1 text-pretty text-ink-muted text-sm">
        Every list has the column Title and shows it first. What stands there gets no second column.
      </p>
      <Select
        id={id}
        aria-describedby={`${id}-hint`}
        value={draft.titleFrom ?? ""}
        onChange={({ target }) => draft.setTitle(target.value || null)}
      >
        {able.map(({ sourceColumn }) => (
          <option key={sourceColumn} value={sourceColumn}>
            {sourceColumn}
          </option>
        ))}
        <option value="">None: each column gets one of its own</option>
      </Select>
    </div>
  );
}
