import { z } from "zod";
import type { SearchParams } from "@/lib/format/table-state";

const address = z.object({
  show: z.enum(["all", "mapped", "free", "problems"]).catch("all"),
  mapping: z.uuid().nullable().catch(null),
});

/** What the address of the mapping page asks to be shown; anything else in it is overlooked. */
export function readEditorAddress(search: SearchParams) {
  const { show, mapping } = address.parse({ show: search.show, mapping: search.mapping });
  return { filter: show, mappingId: mapping };
}
