import { cx } from "@/components/ui/class-names";
import type { SampleRows } from "@/lib/features/tables/types";
import { CellValue } from "./cell-value";

const figures: ReadonlySet<string> = new Set(["integer", "decimal", "float"]);

/** Sampled rows as a grid, scrolled by itself in both directions. */
export function SampleTable({ sample: { columns, rows } }: { sample: SampleRows }) {
  return (
    // A region one can focus, so that it can be scrolled by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section aria-label="Sampled rows" tabIndex={0} className="max-h-[32rem] overflow-auto -outline-offset-2">
      <table className="border-separate border-spacing-0 text-left">
        <thead>
          <tr>
            {columns.map(({ name, nativeType, kind }) => (
              <th
                key={name}
                scope="col"
                className={cx(
                  "sticky top-0 z-2 whitespace-nowrap border-line border-b bg-sunken px-3 py-1.5 align-bottom font-mono font-medium text-ink text-xs first:pl-4 last:pr-4",
                  figures.has(kind) && "text-right",
                )}
              >
                {name}
                <span className="block font-normal text-ink-faint">{nativeType}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a sample never changes, and its rows may have no key.
            <tr key={at} className="hover:bg-hover">
              {columns.map(({ name, kind }, index) => (
                <td
                  key={name}
                  className="h-9 max-w-80 border-line-faint border-b px-3 py-1 font-mono text-sm first:pl-4 last:pr-4"
                >
                  <span className={cx("flex min-w-6", figures.has(kind) && "figures justify-end")}>
                    <CellValue value={row[index] ?? null} kind={kind} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
