import { describe, expect, it } from "vitest";
import type { FieldMapping, MappingId } from "@/lib/engine/types";
import type { BatchOutcome } from "@/lib/graph/batch";
import { settleDenied, toWriteAnswer } from "./write-answers";

const mappings: FieldMapping[] = [
  {
    id: "m" as MappingId,
    sourceColumn: "qty",
    sourceKind: "integer",
    transform: null,
    nullPolicy: "CLEAR",
    defaultValue: null,
    target: { name: "Qty", type: "number", maxLength: null, choices: [], allowsOtherChoices: false },
    direction: "PUSH_ONLY",
  },
];
const unique = "One or more fields with unique constraints already has the provided value.";

const answered = (status: number, body: unknown = null, headers: Record<string, string> = {}): BatchOutcome => ({
  state: "answered",
  status,
  headers,
  body,
});
const error = (status: number, code: string, message = "text") => answered(status, { error: { code, message } });
const create = (outcome: BatchOutcome) => toWriteAnswer(outcome, null, mappings);
const update = (outcome: BatchOutcome) => toWriteAnswer(outcome, 7, mappings);

describe("toWriteAnswer", () => {
  it("reads id and eTag of a create", () => {
    expect(create(answered(201, { id: "41", eTag: '"g,1"' }))).toEqual({
      status: "written",
      itemId: 41,
      etag: '"g,1"',
    });
  });

  it("finds the eTag of an update in the body, in the header without quotes, or nowhere", () => {
    expect(update(answered(200, { "@odata.etag": '"g,2"', Qty: 1 }))).toEqual({
      status: "written",
      itemId: 7,
      etag: '"g,2"',
    });
    expect(update(answered(200, {}, { etag: "g,2" }))).toEqual({ status: "written", itemId: 7, etag: '"g,2"' });
    expect(update(answered(200))).toEqual({ status: "written", itemId: 7, etag: null });
  });

  it("doubts a create whose answer has no id", () => {
    expect(create(answered(201)).status).toBe("in-doubt");
  });

  it.each([
    ["412", error(412, "resourceModified"), "changed-meanwhile"],
    ["412 as of drive items", error(412, "notAllowed"), "changed-meanwhile"],
    ["409", error(409, "resourceModified"), "changed-meanwhile"],
    ["404", error(404, "itemNotFound"), "gone"],
    ["uniqueness", error(400, "invalidRequest", unique), "not-unique"],
    ["400", error(400, "invalidRequest"), "refused"],
    ["422", error(422, "notSupported"), "refused"],
    ["423", error(423, "resourceLocked"), "refused"],
    ["501", error(501, "notSupported"), "refused"],
    ["500", error(500, "generalException"), "in-doubt"],
    ["504 without a body", answered(504), "in-doubt"],
    ["408", answered(408), "in-doubt"],
    ["a lost answer", { state: "lost", code: "graph-in-doubt" }, "in-doubt"],
    ["a throttled entry", { state: "later", code: "graph-throttled", retryAfterMs: 5, wasSent: true }, "later"],
  ] as const)("says of an update with %s: %s", (_, outcome, status) => {
    expect(update(outcome).status).toBe(status);
  });

  it.each([
    ["uniqueness", error(400, "invalidRequest", unique), "not-unique"],
    ["409", error(409, "resourceModified"), "later"],
    ["500", error(500, "generalException"), "in-doubt"],
    ["400", error(400, "invalidRequest"), "refused"],
  ] as const)("says of a create with %s: %s", (_, outcome, status) => {
    expect(create(outcome).status).toBe(status);
  });

  it("names the field that Graph's text quotes, if it is one of ours", () => {
    expect(update(error(400, "invalidRequest", "Field 'Qty' is not recognized"))).toEqual({
      status: "refused",
      message: "Field 'Qty' is not recognized",
      field: "Qty",
    });
    expect(update(error(400, "invalidRequest", "Field 'Other' is not recognized"))).toMatchObject({ field: null });
  });

  it("takes an item for closed that is denied while others are written, or locked", () => {
    const written = update(answered(200, { "@odata.etag": '"g,2"' }));
    const closed = { status: "refused", field: null, isItemClosed: true };
    expect(settleDenied([update(error(403, "accessDenied")), written])).toEqual([
      expect.objectContaining(closed),
      written,
    ]);
    expect(update(error(423, "notAllowed", "Locked."))).toEqual({ ...closed, message: "Locked." });
  });

  it.each([
    ["a create into a list that is gone", () => create(error(404, "itemNotFound")), "graph-not-found"],
    ["denied writes alone", () => settleDenied([update(error(403, "accessDenied"))]), "graph-permission"],
    ["an invalid token", () => update(error(401, "InvalidAuthenticationToken")), "graph-login"],
    ["a full site", () => create(error(507, "quotaLimitReached")), "graph-refused"],
  ] as const)("halts for %s", (_, judge, code) => {
    expect(judge).toThrow(expect.objectContaining({ code, trait: "halt" }));
  });
});
