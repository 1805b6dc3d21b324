import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import type { ExpressionNote } from "@/lib/features/expressions/types";

interface ExpressionFindingsProps {
  problems: readonly ExpressionNote[];
  warnings: readonly ExpressionNote[];
  /** The result in words; null where there is none. */
  result: string | null;
  /** Puts the cursor where a note stands. */
  goTo: (note: ExpressionNote) => void;
}

const placeOf = ({ line, column }: ExpressionNote) =>
  line === 1 ? `Character ${column}` : `Line ${line}, character ${column}`;

/** What the check found: each note with its place, which can be gone to, or the kind of the result. */
export function ExpressionFindings({ problems, warnings, result, goTo }: ExpressionFindingsProps) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {problems.map((note) => (
        <li key={`${note.start} ${note.message}`} className="flex items-start gap-1.5 text-failed">
          <CircleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" strokeWidth={2} />
          <span>
            <Place note={note} goTo={goTo} /> {note.message} <span className="text-ink">{note.remedy}</span>
          </span>
        </li>
      ))}
      {warnings.map((note) => (
        <li key={`${note.start} ${note.message}`} className="flex items-start gap-1.5 text-ink-muted">
          <TriangleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0 text-attention" strokeWidth={2} />
          <span>
            <Place note={note} goTo={goTo} /> {note.message}
          </span>
        </li>
      ))}
      {result && (
        <li className="flex items-start gap-1.5 text-ink-muted">
          <CircleCheck aria-hidden className="mt-0.75 size-3.5 shrink-0 text-good" strokeWidth={2} />
          Gives: {result}
        </li>
      )}
    </ul>
  );
}

function Place({ note, goTo }: { note: ExpressionNote; goTo: (note: ExpressionNote) => void }) {
  return (
    <button type="button" onClick={() => goTo(note)} className="underline underline-offset-2 hover:text-ink">
      {placeOf(note)}:
    </button>
  );
}
