import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";

interface RowQuestionFormProps {
  definitionId: string;
  /** What was asked last. */
  asked?: string;
  /** How a key is written, as an example: `cca3=…`. */
  keyForm: string;
}

/** Asks for any row by its key, also for one that was never pushed; a plain form, so that the answer has an address. */
export function RowQuestionForm({ definitionId, asked = "", keyForm }: RowQuestionFormProps) {
  return (
    <form action={`/syncs/${definitionId}/ledger/row`} className="flex flex-wrap items-end gap-3">
      <div className="flex min-w-64 max-w-md flex-1 flex-col gap-1.5">
        <Label htmlFor="row-key">Key of the row</Label>
        <Input id="row-key" name="key" mono required defaultValue={asked} placeholder={keyForm} autoComplete="off" />
      </div>
      <Button type="submit">Where is this row?</Button>
    </form>
  );
}
