// Takes from a list that its key column is unique, as in a list where SharePoint refuses that. Alone in its process, which trusts the sandbox.
import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { createGraphClient } from "@/lib/graph/client";
import { listColumns, patchColumn } from "@/lib/graph/columns";
import { listInput } from "./list-input";

const input = listInput.parse(JSON.parse(process.env.BENCH_INPUT ?? "null"));
const client = createGraphClient(input);
const columns = await listColumns(client, { ...input, includeHidden: true });
const column = columns.find(({ name }) => name === keyColumnName);
if (!column) throw new Error("The list has no key column.");
const { enforceUniqueValues } = await patchColumn(client, {
  ...input,
  columnId: column.id,
  change: { enforceUniqueValues: false },
});
console.log(JSON.stringify({ isUnique: enforceUniqueValues }));
