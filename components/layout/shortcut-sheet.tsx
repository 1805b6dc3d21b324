"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { places } from "./places";

const anywhere = [
  { keys: ["Ctrl", "K"], meaning: "Search or go to" },
  { keys: ["?"], meaning: "This list" },
];
const inTables = [
  { keys: ["/"], meaning: "Search in the table" },
  { keys: ["j", "↓"], meaning: "Next row" },
  { keys: ["k", "↑"], meaning: "Row before" },
  { keys: ["Home", "End"], meaning: "First row, last row" },
  { keys: ["Enter"], meaning: "Open the row" },
  { keys: ["Ctrl", "C"], meaning: "Copy the row for a spreadsheet" },
  { keys: ["Space"], meaning: "Select the row, where rows can be selected" },
  { keys: ["Shift", "Space"], meaning: "Select all from the row selected last" },
  { keys: ["Esc"], meaning: "Clear the selection" },
];
const inMappings = [
  { keys: ["Enter"], meaning: "Pick a column, map it to the other" },
  { keys: ["Esc"], meaning: "Let go of what was picked" },
  { keys: ["Del"], meaning: "Remove the mapping" },
  { keys: ["Ctrl", "Z"], meaning: "Undo" },
  { keys: ["Ctrl", "Shift", "Z"], meaning: "Redo" },
];

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard shortcuts" size="md">
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        <Shortcuts title="Go to" entries={places.map((place) => ({ keys: ["g", place.key], meaning: place.label }))} />
        <div className="flex flex-col gap-5">
          <Shortcuts title="Anywhere (⌘ for Ctrl on a Mac)" entries={anywhere} />
          <Shortcuts title="In tables" entries={inTables} />
          <Shortcuts title="In the mapping" entries={inMappings} />
        </div>
      </div>
    </Dialog>
  );
}

function Shortcuts({
  title,
  entries,
}: {
  title: string;
  entries: readonly { keys: readonly string[]; meaning: string }[];
}) {
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium text-ink-faint text-xs">{title}</h3>
      <ul>
        {entries.map((entry) => (
          <li key={entry.meaning} className="flex items-center justify-between gap-4 border-line-faint border-b py-1.5">
            <span>{entry.meaning}</span>
            <span className="flex gap-1">
              {entry.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
