import { Callout } from "@/components/ui/callout";
import { Code } from "@/components/ui/code";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { NumberValue } from "@/components/ui/number-value";
import type { MappingFit, MeasuredFit } from "@/lib/features/mapping/types";

/** Why a mapping fits as it does, and what real rows showed. */
export function FitDetails({ fit }: { fit: MappingFit }) {
  const { reasons, measured } = fit;
  return (
    <div className="flex flex-col gap-4">
      {reasons.length > 0 && (
        <ul className="flex list-disc flex-col gap-1 pl-4">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {measured === null ? (
        <p className="text-ink-muted">
          This follows from the types alone. Measure the fit to see what the table's rows make of it.
        </p>
      ) : (
        <Measured measured={measured} />
      )}
    </div>
  );
}

function Measured({ measured }: { measured: MeasuredFit }) {
  return (
    <>
      {measured.isOutdated && (
        <Callout tone="info" title="The mapping was changed since">
          These counts are of the mapping as it was before. Measure the fit again.
        </Callout>
      )}
      <KeyValues entries={factsOf(measured)} />
      {measured.values && <Values values={measured.values} />}
      {!measured.values && measured.refused > 0 && (
        <p className="text-ink-muted">The rows themselves are shown to stewards and admins.</p>
      )}
    </>
  );
}

function factsOf(measured: MeasuredFit) {
  const { rows, isWhole, refused, empty, longest, unknownChoices, duplicates, outOfRange, instanceLabel, at } =
    measured;
  return [
    {
      label: "Rows looked at",
      value: (
        <>
          <NumberValue value={rows} /> {isWhole ? "(all)" : "(the first ones)"}, by {instanceLabel} at{" "}
          <ExactTime at={at} />
        </>
      ),
    },
    { label: "Refused", value: <Share part={refused} whole={rows} /> },
    { label: "Empty", value: <Share part={empty} whole={rows} /> },
    longest !== null && {
      label: "Longest text",
      value: (
        <>
          <NumberValue value={longest} /> characters
        </>
      ),
    },
    unknownChoices !== null && { label: "Values outside the choices", value: <NumberValue value={unknownChoices} /> },
    outOfRange !== null && { label: "Numbers outside the range", value: <NumberValue value={outOfRange} /> },
    duplicates !== null && { label: "Values that stand twice", value: <NumberValue value={duplicates} /> },
  ];
}

function Share({ part, whole }: { part: number; whole: number }) {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  return (
    <>
      <NumberValue value={part} /> {part > 0 && `(${percent < 0.1 ? "less than 0.1" : percent.toFixed(1)} %)`}
    </>
  );
}

function Values({ values }: { values: NonNullable<MeasuredFit["values"]> }) {
  return (
    <>
      {values.unknownChoices.length > 0 && (
        <p className="flex flex-wrap items-center gap-1.5">
          Not among the choices:
          {values.unknownChoices.map((value) => (
            <Code key={value}>{value}</Code>
          ))}
        </p>
      )}
      {values.failing.length > 0 && (
        <table className="w-full text-left text-sm">
          <caption className="pb-1 text-left font-semibold text-ink">
            The first {values.failing.length} rows that are refused
          </caption>
          <thead>
            <tr className="border-line border-b text-ink-muted">
              <th scope="col" className="py-1.5 pr-4 font-medium">
                Row
              </th>
              <th scope="col" className="py-1.5 font-medium">
                Why
              </th>
            </tr>
          </thead>
          <tbody>
            {values.failing.map(({ identity, message }) => (
              <tr key={identity} className="border-line-faint border-b align-top last:border-b-0">
                <td className="max-w-60 break-words py-1.5 pr-4">
                  <Code>{identity}</Code>
                </td>
                <td className="break-words py-1.5">{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
