import { cx } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";

interface CellValueProps {
  /** `null` is NULL, except of binary columns, whose values never leave the database. */
  value: string | null;
  kind: string;
  className?: string;
}

/** One value of a row as the database has it: NULL and empty texts told apart, long ones cut and whole on hover and when copied. */
export function CellValue({ value, kind, className }: CellValueProps) {
  if (kind === "binary") return <Said>binary, not shown</Said>;
  if (value === null) return <Said>NULL</Said>;
  if (value === "") return <Said>empty text</Said>;
  return (
    <span className={cx("group/value relative flex min-w-0 items-center", className)}>
      {/* Line breaks and runs of blanks are part of the value, but one line must do here. */}
      <span className="truncate whitespace-pre" title={value.slice(0, 2_000)}>
        {kind === "bytes" && <span className="text-ink-faint">0x</span>}
        {value.replaceAll(/\r?\n/g, "↵").slice(0, 300)}
      </span>
      <CopyButton
        value={value}
        label="Copy the value"
        className="absolute right-0 bg-surface opacity-0 focus-visible:opacity-100 group-hover/value:opacity-100 pointer-coarse:static pointer-coarse:opacity-100"
      />
    </span>
  );
}

function Said({ children }: { children: string }) {
  return <span className="whitespace-nowrap font-sans text-ink-faint text-xs italic">{children}</span>;
}
