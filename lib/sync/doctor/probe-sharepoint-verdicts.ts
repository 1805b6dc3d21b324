import type { Attempt } from "@/lib/graph/attempt";
import type { SwitchValue } from "./probe-sharepoint-switches";

/** A value of a switch, or why none can be told. */
export type Verdict<Value extends SwitchValue = SwitchValue> =
  | { readonly value: Value }
  | { readonly undecided: string };

/** A call that was not made, or whose answer says nothing. */
export type Answer = Attempt | null;

const value = <Value extends SwitchValue>(found: Value) => ({ value: found });
const undecided = (why: string) => ({ undecided: why });
const noAnswer = undecided("a call stayed without a usable answer");

export const isServed = (answer: Answer): boolean => answer !== null && answer.status < 300;
const isRefused = (answer: Answer): boolean => answer !== null && answer.status >= 400;

/** Status and outer code, e.g. `400 invalidrequest`; a dash for no answer. */
export function statusLine(answer: Answer): string {
  return answer === null ? "–" : [answer.status, ...answer.codes.slice(0, 1)].join(" ");
}

/** Of a call that is served or refused, and nothing else. */
export function servedOrRefused<S extends SwitchValue, R extends SwitchValue>(
  answer: Answer,
  served: S,
  refused: R,
): Verdict<S | R> {
  if (isServed(answer)) return value(served);
  return isRefused(answer) ? value(refused) : noAnswer;
}

/** Row 1. */
export function mismatchCode(answer: Answer): Verdict<"resourceModified" | "notAllowed"> {
  if (answer === null) return noAnswer;
  if (answer.status !== 412) return undecided("the outdated If-Match was not answered with 412");
  if (answer.codes.includes("resourcemodified")) return value("resourceModified");
  if (answer.codes.includes("notallowed")) return value("notAllowed");
  return undecided("412 with a code that the contract does not know");
}

/** Row 2. `whole` is PATCH …/items/{id}, asked only after `fields` was refused. */
export function refuseFieldsPatch(fields: Answer, whole: Answer): Verdict<boolean> {
  if (isServed(fields)) return value(false);
  if (isRefused(fields) && isServed(whole)) return value(true);
  return isRefused(whole) ? undecided("both forms of a change were refused") : noAnswer;
}

/** Row 5. Both answers are of the same value. */
export function hyperlinkWrites(create: Answer, change: Answer): Verdict<"refuse" | "patch" | "both"> {
  if (create === null || change === null) return noAnswer;
  if (isServed(create))
    return isServed(change) ? value("both") : undecided("accepted in a new item, refused as a change");
  return value(isServed(change) ? "patch" : "refuse");
}

const goneCodes = [
  "resyncChangesApplyDifferences",
  "resyncChangesUploadDifferences",
  "resyncRequired",
  "resyncApplyDifferences",
  "resyncUploadDifferences",
  "ResyncApplyDifferencesVroomException",
  "syncStateNotFound",
  "syncStateInvalid",
] as const;

/** Row 7. A damaged token may well be called malformed, which says nothing about one that is too old. */
export function deltaGoneCode(answer: Answer): Verdict<(typeof goneCodes)[number]> {
  if (answer === null) return noAnswer;
  if (answer.status !== 410)
    return undecided("a damaged token is not answered with 410; a token that is too old cannot be had");
  const [outer] = answer.codes;
  const known = goneCodes.find((code) => code.toLowerCase() === outer);
  return known === undefined ? undecided("410 with a code that the contract does not know") : value(known);
}

/** Row 10. */
export function eTagBraces(eTag: string | null): Verdict<boolean> {
  if (eTag === null) return undecided("the item came without an eTag");
  if (/^"?\{[0-9a-f-]{36}\},\d+"?$/i.test(eTag)) return value(true);
  return /^"?[0-9a-f-]{36},\d+"?$/i.test(eTag) ? value(false) : undecided("the eTag has another form");
}

/** Row 11. `dayRead` is what a date without time came back as: midnight of the site. */
export function postDateShift(told: unknown, read: unknown, dayRead: unknown): Verdict<boolean> {
  if (typeof told !== "string" || typeof read !== "string") return undecided("a date is missing in an answer");
  if (Date.parse(told) !== Date.parse(read)) return value(true);
  if (typeof dayRead !== "string") return undecided("the site's time zone is not known");
  const isUtc = /T00:00:00(\.0+)?Z$/.test(dayRead);
  return isUtc ? undecided("the site's time zone is UTC, where nothing would move") : value(false);
}

/** Row 13. `before` and `after` are the column's values without and with the attempt. */
export function readOnlyWrites(answer: Answer, written: string, after: unknown): Verdict<"refuse" | "ignore"> {
  if (answer === null) return noAnswer;
  if (!isServed(answer)) return value("refuse");
  return after === written ? undecided("the read-only column took the value") : value("ignore");
}

/** Row 14. */
export function authorWrites(answer: Answer, written: string, after: unknown): Verdict<"refuse" | "accept"> {
  if (answer === null) return noAnswer;
  if (!isServed(answer)) return value("refuse");
  if (typeof after !== "string") return undecided("the item came without its date");
  return value(Date.parse(after) === Date.parse(written) ? "accept" : "refuse");
}

/** Row 15. */
export function lookupIdWrites(asNumber: Answer, asText: Answer): Verdict<"both" | "number"> {
  if (asNumber === null || asText === null) return noAnswer;
  if (isServed(asNumber)) return value(isServed(asText) ? "both" : "number");
  return undecided(isServed(asText) ? "accepted as text only" : "refused in both forms");
}

/** Row 16, columns. */
export function duplicateColumn(answer: Answer, asked: string, got: unknown): Verdict<"refuse" | "suffix"> {
  if (answer === null) return noAnswer;
  if (!isServed(answer)) return value("refuse");
  return got === asked ? undecided("a second column of the very same name") : value("suffix");
}

/** Row 16, lists. */
export function duplicateListStatus(answer: Answer): Verdict<"409" | "400"> {
  if (answer === null) return noAnswer;
  if (answer.status === 409) return value("409");
  if (answer.status === 400) return value("400");
  return undecided(isServed(answer) ? "a second list was made (and removed)" : "refused with another status");
}

/** Different items on the first page of a delta, and whether that was all. */
export interface FirstPage {
  readonly count: number;
  readonly isLast: boolean;
}

/** Row 23. `wide` was asked for with a $top above all caps; null for a page without any item. */
export function deltaPages(
  plain: FirstPage | null,
  wide: FirstPage | null,
): { readonly page: Verdict<number>; readonly cap: Verdict<number> } {
  if (plain === null || wide === null) return { page: noAnswer, cap: noAnswer };
  const all = ({ count }: FirstPage) => undecided(`all ${count} items came on one page`);
  const cap = wide.isLast ? all(wide) : value(wide.count);
  if (plain.isLast) return { page: all(plain), cap };
  const isCapped = !wide.isLast && plain.count === wide.count;
  return { page: isCapped ? undecided("no more than with $top") : value(plain.count), cap };
}

/** Row 24. The number of digits that were kept of 17, none of them a zero. */
export function numberDigits(written: number, read: unknown): Verdict<number> {
  if (typeof read !== "number") return undecided("the number did not come back");
  for (let digits = 1; digits <= 17; digits++) {
    if (Number(written.toPrecision(digits)) === read) return value(digits);
  }
  return undecided("the number came back changed in another way than rounded");
}

/** A value that was tried, and whether it came back as it was written; null without an answer. */
export type Trial = readonly [tried: number, isKept: boolean | null];

/** Row 24. The border in an ordered scale up to which values are kept, or from which on where `side` says so. */
export function border(trials: readonly Trial[], side: "least" | "most", end: number): Verdict<number> {
  const told = trials.filter(([, isKept]) => isKept !== null).map(([tried, isKept]) => ({ tried, isKept }));
  const kept = told.filter(({ isKept }) => isKept).map(({ tried }) => tried);
  const lost = told.filter(({ isKept }) => !isKept).map(({ tried }) => tried);
  if (kept.length === 0) return told.length === 0 ? noAnswer : undecided("none was accepted");
  const last = side === "most" ? Math.max(...kept) : Math.min(...kept);
  const beyond = side === "most" ? lost.filter((each) => each > last) : lost.filter((each) => each < last);
  const within = lost.length - beyond.length;
  if (within > 0) return undecided("some in between were refused");
  if (last === end) return value(end);
  if (beyond.length === 0) return undecided(`all were accepted, up to ${last}`);
  const next = side === "most" ? Math.min(...beyond) : Math.max(...beyond);
  return Math.abs(next - last) === 1 ? value(last) : undecided(`between ${last} (accepted) and ${next} (refused)`);
}

/** Row 24. `same` is the very same value once more, which a unique column must refuse. */
export function uniqueCase(first: Answer, same: Answer, otherCase: Answer): Verdict<"ignored" | "counts"> {
  if (first === null || same === null || otherCase === null) return noAnswer;
  if (!isServed(first) || isServed(same)) return undecided("the column does not keep its values unique");
  return value(isServed(otherCase) ? "counts" : "ignored");
}

/** Row 25. */
export function uniqueEmpties(first: Answer, second: Answer): Verdict<"many" | "one"> {
  if (first === null || second === null) return noAnswer;
  if (!isServed(first)) return undecided("not even one empty value was accepted");
  return value(isServed(second) ? "many" : "one");
}

/** Row 26. */
export function strictDollar(answer: Answer, hasFields: boolean): Verdict<boolean> {
  if (!isServed(answer)) return isRefused(answer) ? value(true) : noAnswer;
  return hasFields ? value(false) : undecided("accepted, but nothing was expanded");
}

/** Row 31. Whether each listing names the column, and whether it calls it hidden. */
export function hiddenColumns(seen: {
  readonly usual: boolean;
  readonly withHidden: boolean;
}): Verdict<"honour" | "ignore" | "vanish"> {
  if (seen.usual) return value("ignore");
  return value(seen.withHidden ? "honour" : "vanish");
}

/** Row 33. */
export function batchIfMatch(answer: Answer): Verdict<"honour" | "ignore"> {
  if (answer === null) return noAnswer;
  if (answer.status === 412) return value("honour");
  return isServed(answer) ? value("ignore") : undecided("the change in the batch was refused for another reason");
}

/** Row 34. */
export function eTagAfterPatch(
  answer: Answer,
  inBody: boolean,
  inHeader: boolean,
): Verdict<"bodyAndHeader" | "neither"> {
  if (!isServed(answer)) return answer === null ? noAnswer : undecided("PATCH …/fields was refused");
  if (inBody !== inHeader) return undecided(inBody ? "in the body only" : "in the header only");
  return value(inBody ? "bodyAndHeader" : "neither");
}

/** Row 35. `unsaid` is the column's value in an item that did not name it. */
export function nullOnCreate(asNull: unknown, unsaid: unknown, usual: string): Verdict<"empty" | "default"> {
  if (unsaid !== usual) return undecided("the column's default is not applied at all");
  if (asNull === undefined || asNull === null || asNull === "") return value("empty");
  return asNull === usual ? value("default") : undecided("the column holds another value");
}
