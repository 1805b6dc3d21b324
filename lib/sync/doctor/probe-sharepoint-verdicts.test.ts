import { describe, expect, it } from "vitest";
import type { Attempt } from "@/lib/graph/attempt";
import {
  authorWrites,
  batchIfMatch,
  border,
  deltaGoneCode,
  deltaPages,
  duplicateColumn,
  duplicateListStatus,
  eTagAfterPatch,
  eTagBraces,
  hiddenColumns,
  hyperlinkWrites,
  lookupIdWrites,
  mismatchCode,
  nullOnCreate,
  numberDigits,
  postDateShift,
  readOnlyWrites,
  refuseFieldsPatch,
  servedOrRefused,
  statusLine,
  strictDollar,
  uniqueCase,
  uniqueEmpties,
} from "./probe-sharepoint-verdicts";

const answer = (status: number, ...codes: string[]): Attempt => ({ status, codes, body: null, headers: {} });
const ok = answer(200);
const no = answer(400, "invalidrequest");
const undecided = { undecided: expect.any(String) as string };
const value = (found: unknown) => ({ value: found });

describe("verdicts of the probe", () => {
  it("names an answer by status and outer code", () => {
    expect(statusLine(answer(422, "notsupported", "toomanyresources"))).toBe("422 notsupported");
    expect(statusLine(null)).toBe("–");
  });

  it("4, 12: served or refused, or nothing", () => {
    expect(servedOrRefused(ok, true, false)).toEqual(value(true));
    expect(servedOrRefused(answer(500, "generalexception"), true, false)).toEqual(value(false));
    expect(servedOrRefused(null, true, false)).toEqual(undecided);
  });

  it("1: the code of a 412", () => {
    expect(mismatchCode(answer(412, "resourcemodified"))).toEqual(value("resourceModified"));
    expect(mismatchCode(answer(412, "invalidrequest", "notallowed"))).toEqual(value("notAllowed"));
    for (const other of [answer(412, "other"), ok, no, null]) expect(mismatchCode(other)).toEqual(undecided);
  });

  it("2: PATCH …/fields", () => {
    expect(refuseFieldsPatch(ok, null)).toEqual(value(false));
    expect(refuseFieldsPatch(no, ok)).toEqual(value(true));
    expect(refuseFieldsPatch(no, no)).toEqual(undecided);
    expect(refuseFieldsPatch(null, ok)).toEqual(undecided);
  });

  it("5: hyperlinks", () => {
    expect(hyperlinkWrites(no, no)).toEqual(value("refuse"));
    expect(hyperlinkWrites(no, ok)).toEqual(value("patch"));
    expect(hyperlinkWrites(ok, ok)).toEqual(value("both"));
    expect(hyperlinkWrites(ok, no)).toEqual(undecided);
    expect(hyperlinkWrites(null, ok)).toEqual(undecided);
  });

  it("7: the code of a 410, in the contract's spelling", () => {
    expect(deltaGoneCode(answer(410, "resyncchangesuploaddifferences"))).toEqual(
      value("resyncChangesUploadDifferences"),
    );
    for (const other of [answer(410, "new"), answer(410), no, ok, null])
      expect(deltaGoneCode(other)).toEqual(undecided);
  });

  it("10: braces in an eTag", () => {
    const guid = "6a84a626-dae9-40eb-9c6d-899c6a05ffa8";
    expect(eTagBraces(`"${guid},7"`)).toEqual(value(false));
    expect(eTagBraces(`"{${guid.toUpperCase()}},7"`)).toEqual(value(true));
    expect(eTagBraces('"7"')).toEqual(undecided);
    expect(eTagBraces(null)).toEqual(undecided);
  });

  it("11: a moved date, and a site where none can move", () => {
    const [told, day] = ["2026-07-01T12:00:00Z", "2026-07-01T07:00:00Z"];
    expect(postDateShift(told, "2026-07-01T12:00:00.000Z", day)).toEqual(value(false));
    expect(postDateShift("2026-07-01T05:00:00Z", told, day)).toEqual(value(true));
    expect(postDateShift(told, told, "2026-07-01T00:00:00Z")).toEqual(undecided);
    expect(postDateShift(told, told, undefined)).toEqual(undecided);
    expect(postDateShift(told, undefined, day)).toEqual(undecided);
  });

  it("13, 14: values that are not the application's to give", () => {
    expect(readOnlyWrites(no, "mine", undefined)).toEqual(value("refuse"));
    expect(readOnlyWrites(ok, "mine", "theirs")).toEqual(value("ignore"));
    expect(readOnlyWrites(ok, "mine", "mine")).toEqual(undecided);
    expect(readOnlyWrites(null, "mine", "theirs")).toEqual(undecided);
    const written = "2020-01-02T03:04:05Z";
    expect(authorWrites(ok, written, "2020-01-02T03:04:05.000Z")).toEqual(value("accept"));
    expect(authorWrites(ok, written, "2026-01-02T03:04:05Z")).toEqual(value("refuse"));
    expect(authorWrites(no, written, undefined)).toEqual(value("refuse"));
    expect(authorWrites(ok, written, undefined)).toEqual(undecided);
    expect(authorWrites(null, written, written)).toEqual(undecided);
  });

  it("15: forms of a lookup's id", () => {
    expect(lookupIdWrites(ok, ok)).toEqual(value("both"));
    expect(lookupIdWrites(ok, no)).toEqual(value("number"));
    for (const [asNumber, asText] of [
      [no, ok],
      [no, no],
      [null, ok],
    ] as const) {
      expect(lookupIdWrites(asNumber, asText)).toEqual(undecided);
    }
  });

  it("16: taken names", () => {
    expect(duplicateColumn(answer(409, "namealreadyexists"), "A", undefined)).toEqual(value("refuse"));
    expect(duplicateColumn(ok, "A", "A0")).toEqual(value("suffix"));
    expect(duplicateColumn(ok, "A", "A")).toEqual(undecided);
    expect(duplicateListStatus(answer(409, "namealreadyexists"))).toEqual(value("409"));
    expect(duplicateListStatus(no)).toEqual(value("400"));
    for (const other of [ok, answer(422), null]) expect(duplicateListStatus(other)).toEqual(undecided);
  });

  it("23: pages of a delta", () => {
    const page = (count: number, isLast = false) => ({ count, isLast });
    expect(deltaPages(page(200), page(230, true))).toEqual({ page: value(200), cap: undecided });
    expect(deltaPages(page(90), page(150))).toEqual({ page: value(90), cap: value(150) });
    expect(deltaPages(page(150), page(150))).toEqual({ page: undecided, cap: value(150) });
    expect(deltaPages(page(230, true), page(230, true))).toEqual({ page: undecided, cap: undecided });
    expect(deltaPages(null, page(1))).toEqual({ page: undecided, cap: undecided });
  });

  it("24: digits of a number", () => {
    const written = 0.12345678912345678;
    for (let digits = 1; digits <= 17; digits++) {
      expect(numberDigits(written, Number(written.toPrecision(digits)))).toEqual(value(digits));
    }
    expect(numberDigits(written, 0.2)).toEqual(undecided);
    expect(numberDigits(written, undefined)).toEqual(undecided);
  });

  it("24: a border that is found only between neighbours", () => {
    const kept = (...years: number[]) => years.map((year) => [year, true] as const);
    const lost = (...years: number[]) => years.map((year) => [year, false] as const);
    expect(border([...lost(1, 1899), ...kept(1900, 2000)], "least", 1)).toEqual(value(1900));
    expect(border([...lost(1, 1753), ...kept(1899, 2000)], "least", 1)).toEqual({
      undecided: "between 1899 (accepted) and 1753 (refused)",
    });
    expect(border(kept(1, 1900, 2000), "least", 1)).toEqual(value(1));
    expect(border([...kept(2000, 8900), ...lost(8901)], "most", 9999)).toEqual(value(8900));
    expect(border(kept(2000, 9999), "most", 9999)).toEqual(value(9999));
    expect(border(kept(10, 20), "most", Number.POSITIVE_INFINITY)).toEqual({
      undecided: "all were accepted, up to 20",
    });
    expect(border([...kept(10), ...lost(11), ...kept(12)], "most", 9999)).toEqual(undecided);
    expect(border(lost(10), "most", 9999)).toEqual(undecided);
    // What had no answer is no neighbour.
    expect(border([...kept(10), [11, null], ...lost(12)], "most", 9999)).toEqual(undecided);
    expect(border([[10, null]], "most", 9999)).toEqual(undecided);
  });

  it("24, 25: a unique column", () => {
    expect(uniqueCase(ok, no, no)).toEqual(value("ignored"));
    expect(uniqueCase(ok, no, ok)).toEqual(value("counts"));
    expect(uniqueCase(ok, ok, ok)).toEqual(undecided);
    expect(uniqueCase(ok, null, no)).toEqual(undecided);
    expect(uniqueEmpties(ok, ok)).toEqual(value("many"));
    expect(uniqueEmpties(ok, no)).toEqual(value("one"));
    expect(uniqueEmpties(no, no)).toEqual(undecided);
    expect(uniqueEmpties(ok, null)).toEqual(undecided);
  });

  it("26: options without $", () => {
    expect(strictDollar(ok, true)).toEqual(value(false));
    expect(strictDollar(answer(400, "badargument"), false)).toEqual(value(true));
    expect(strictDollar(ok, false)).toEqual(undecided);
    expect(strictDollar(null, false)).toEqual(undecided);
  });

  it("31: hidden columns", () => {
    expect(hiddenColumns({ usual: false, withHidden: true })).toEqual(value("honour"));
    expect(hiddenColumns({ usual: true, withHidden: true })).toEqual(value("ignore"));
    expect(hiddenColumns({ usual: false, withHidden: false })).toEqual(value("vanish"));
  });

  it("33, 34: eTags in batches and after changes", () => {
    expect(batchIfMatch(answer(412, "resourcemodified"))).toEqual(value("honour"));
    expect(batchIfMatch(ok)).toEqual(value("ignore"));
    for (const other of [no, null]) expect(batchIfMatch(other)).toEqual(undecided);
    expect(eTagAfterPatch(ok, true, true)).toEqual(value("bodyAndHeader"));
    expect(eTagAfterPatch(ok, false, false)).toEqual(value("neither"));
    expect(eTagAfterPatch(ok, true, false)).toEqual({ undecided: "in the body only" });
    for (const other of [no, null]) expect(eTagAfterPatch(other, true, true)).toEqual(undecided);
  });

  it("35: null for a column with a default", () => {
    expect(nullOnCreate(undefined, "as usual", "as usual")).toEqual(value("empty"));
    expect(nullOnCreate("as usual", "as usual", "as usual")).toEqual(value("default"));
    expect(nullOnCreate(undefined, undefined, "as usual")).toEqual(undecided);
    expect(nullOnCreate("else", "as usual", "as usual")).toEqual(undecided);
  });
});
