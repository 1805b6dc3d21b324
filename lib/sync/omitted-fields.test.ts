import { describe, expect, it } from "vitest";
import { fromWire } from "@/lib/connectors/sharepoint/convert";
import type { Operation } from "@/lib/engine/operation";
import { judgeChangedItem } from "@/lib/engine/outcome";
import { pushed, targetColumn } from "@/lib/engine/testing/definitions";
import type { ContentHash, IdentityHash, OperationId } from "@/lib/engine/types";

const name = pushed("name", "text", targetColumn("Title", "text"));
const amount = pushed("amount", "decimal", targetColumn("Amount", "number"));

const update: Operation = {
  id: "1" as OperationId,
  kind: "UPDATE",
  identity: { text: "id=1", hash: "hash" as IdentityHash },
  itemId: 1,
  expectedEtag: null,
  cause: null,
  intended: { [name.id]: "new", [amount.id]: null },
  before: { [name.id]: "old", [amount.id]: null },
  contentHash: "content" as ContentHash,
  attempts: 0,
  putOffs: 0,
  isBare: false,
  overwritten: [],
  parted: null,
};

describe("an empty field that an answer leaves out", () => {
  it("is nobody's edit, whatever decides conflicts (P11)", () => {
    const item = { itemId: 1, etag: '"1"', values: fromWire([name, amount], { Title: "old" }, null) };
    for (const policy of ["SOURCE_WINS", "DESTINATION_WINS", "MANUAL"] as const)
      expect(judgeChangedItem(update, item, policy)).toEqual({
        verdict: "write",
        values: { [name.id]: "new" },
        overwritten: null,
      });
  });

  it("is a person's edit where there was a value, and is told (P11)", () => {
    const item = { itemId: 1, etag: '"1"', values: fromWire([name, amount], {}, null) };
    expect(judgeChangedItem(update, item, "SOURCE_WINS")).toMatchObject({ overwritten: { [name.id]: null } });
  });
});
