import { Callout } from "@/components/ui/callout";
import { NumberValue } from "@/components/ui/number-value";
import { TextLink } from "@/components/ui/text-link";

/** Says that entries wait for a decision, and leads to them; nothing where none does. */
export function WaitingCallout({ path, asked, held }: { path: string; asked: number; held: number }) {
  if (asked === 0 && held === 0) return null;
  return (
    <Callout tone="attention" title="Some rows wait for your decision">
      <ul className="flex flex-col gap-1">
        {asked > 0 && (
          <li>
            <TextLink href={`${path}?state=ASKED`}>
              <NumberValue value={asked} /> {asked === 1 ? "row" : "rows"}
            </TextLink>{" "}
            whose item was deleted in the list
          </li>
        )}
        {held > 0 && (
          <li>
            <TextLink href={`${path}?state=HELD`}>
              <NumberValue value={held} /> {held === 1 ? "row" : "rows"}
            </TextLink>{" "}
            with a field that has one value in the table and another in the list
          </li>
        )}
      </ul>
    </Callout>
  );
}
