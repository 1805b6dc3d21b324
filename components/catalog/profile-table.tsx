"use client";

import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import { NumberValue } from "@/components/ui/number-value";
import { useViewer } from "@/components/ui/viewer";
import type { ColumnProfile, TableProfile } from "@/lib/features/tables/types";
import { formatNumber, formatPercent } from "@/lib/format/number";
import { CellValue } from "./cell-value";
import { NotSet } from "./not-set";

const heads = [
  { name: "Column", right: false },
  { name: "NULL", right: false },
  { name: "Distinct", right: true },
  { name: "Least", right: false },
  { name: "Greatest", right: false },
  { name: "Longest", right: true },
  { name: "Common values", right: false },
];

/** One line a column. What of a sample is only a lower bound says so. */
export function ProfileTable({ profile }: { profile: TableProfile }) {
  return (
    // A region one can focus, so that it can be scrolled by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section aria-label="Column profile" tabIndex={0} className="overflow-auto -outline-offset-2">
      <table className="w-full border-separate border-spacing-0 text-left">
        <thead>
          <tr>
            {heads.map(({ name, right }) => (
              <th
                key={name}
                scope="col"
                className={cx(
                  "h-9 whitespace-nowrap border-line border-b bg-sunken px-3 font-medium text-ink-muted text-xs first:pl-4 last:pr-4",
                  right && "text-right",
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-b-0">
          {profile.columns.map((column) => (
            <Line key={column.columnName} column={column} isWhole={profile.isWhole} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ column, isWhole }: { column: ColumnProfile; isWhole: boolean }) {
  return (
    <tr className="hover:bg-hover">
      <Cell>
        <span className="font-mono text-sm">{column.columnName}</span>
        <span className="block font-mono text-ink-faint text-xs">{column.nativeType}</span>
      </Cell>
      <Cell>
        <NullShare column={column} />
      </Cell>
      <Cell right>
        <NumberValue value={column.distinct} />
        {!isWhole && <span className="block text-ink-faint text-xs">at least</span>}
      </Cell>
      <Cell mono>{column.min === null ? <NotSet /> : <CellValue value={column.min} kind={column.kind} />}</Cell>
      <Cell mono>{column.max === null ? <NotSet /> : <CellValue value={column.max} kind={column.kind} />}</Cell>
      <Cell right>
        <Longest column={column} />
      </Cell>
      <Cell>
        <CommonValues column={column} />
      </Cell>
    </tr>
  );
}

function Cell({ right = false, mono = false, children }: { right?: boolean; mono?: boolean; children: ReactNode }) {
  return (
    <td
      className={cx(
        "max-w-44 border-line-faint border-b px-3 py-1.5 align-top first:pl-4 last:max-w-64 last:pr-4",
        right && "figures text-right",
        mono && "font-mono text-sm",
      )}
    >
      {children}
    </td>
  );
}

/** The share of NULL as a bar and as a figure; empty texts besides. */
function NullShare({ column: { columnName, nullShare, nulls, emptyTexts } }: { column: ColumnProfile }) {
  const { locale } = useViewer();
  if (nullShare === null) return <NotSet word="no row" />;
  return (
    <span className="flex w-28 flex-col gap-1">
      <span className="figures flex justify-between gap-2 text-sm" title={`${formatNumber(nulls, locale)} rows`}>
        {formatPercent(nullShare, locale)}
        {emptyTexts > 0 && (
          <span className="whitespace-nowrap text-ink-faint text-xs">{formatNumber(emptyTexts, locale)} empty</span>
        )}
      </span>
      <span
        role="img"
        aria-label={`Share of NULL in ${columnName}`}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <span className="block h-full rounded-full bg-ink-faint" style={{ width: `${nullShare * 100}%` }} />
      </span>
    </span>
  );
}

function Longest({ column: { longestCharacters, longestUnits, isLongestCut } }: { column: ColumnProfile }) {
  if (longestCharacters === null) return <NotSet />;
  return (
    <>
      {isLongestCut && <span className="text-ink-faint">≥ </span>}
      <NumberValue value={longestCharacters} />
      {longestUnits !== null && longestUnits !== longestCharacters && (
        <span className="block text-ink-faint text-xs" title="As SharePoint counts: in UTF-16 units">
          <NumberValue value={longestUnits} /> units
        </span>
      )}
    </>
  );
}

/** Values that occur more than once, with how often; where there are none, some as examples. */
function CommonValues({ column: { common, examples, kind } }: { column: ColumnProfile }) {
  if (common.length === 0 && examples.length === 0) return <NotSet />;
  if (common.length === 0) {
    return (
      <span className="flex flex-col font-mono text-ink-muted text-sm">
        <span className="font-sans text-ink-faint text-xs">each once, such as</span>
        <CellValue value={examples[0] ?? null} kind={kind} />
      </span>
    );
  }
  return (
    <ul>
      {common.map(({ value, count }) => (
        <li key={value} className="flex items-center justify-between gap-3 font-mono text-sm">
          <CellValue value={value} kind={kind} />
          <span className="figures font-sans text-ink-muted text-xs">
            <NumberValue value={count} />
          </span>
        </li>
      ))}
    </ul>
  );
}
