import { attemptAll } from "@/lib/graph/attempt";
import { type ProbeQuestion, seventeenDigits, type Told, within } from "./probe-sharepoint-trial";
import {
  type Answer,
  authorWrites,
  batchIfMatch,
  eTagAfterPatch,
  eTagBraces,
  hyperlinkWrites,
  isServed,
  lookupIdWrites,
  mismatchCode,
  nullOnCreate,
  numberDigits,
  postDateShift,
  readOnlyWrites,
  refuseFieldsPatch,
  statusLine,
  strictDollar,
} from "./probe-sharepoint-verdicts";

const lines = (...answers: readonly Answer[]) => answers.map(statusLine).join(", ");

/** Rows 1, 2, 5, 10, 11, 13 to 15, 24 (numbers), 26 and 33 to 35. */
export const itemQuestions: readonly ProbeQuestion[] = [
  {
    what: "a new item and how it is read",
    switches: ["eTagBraces", "postDateShift", "numberDigits"],
    async ask(trial) {
      const { made, eTag } = trial.item;
      const fields = await trial.read(made, ["ProbeAt", "ProbeDay", "ProbeAmount"]);
      const answered = statusLine(made);
      const shift = postDateShift(
        within(made.body, "fields", "ProbeAt"),
        within(fields, "ProbeAt"),
        within(fields, "ProbeDay"),
      );
      const digits = numberDigits(seventeenDigits, within(fields, "ProbeAmount"));
      return [
        { name: "eTagBraces", answered, verdict: eTagBraces(eTag) },
        { name: "postDateShift", answered, verdict: shift },
        { name: "numberDigits", answered, verdict: digits },
      ];
    },
  },
  {
    what: "changes of an item",
    switches: ["refuseFieldsPatch", "eTagAfterPatch", "mismatchCode", "batchIfMatch"],
    async ask(trial) {
      const { id, eTag } = trial.item;
      const fields = await trial.change(id, { Title: "Probe, changed" });
      trial.isWholePatch = !isServed(fields);
      const whole = trial.isWholePatch ? await trial.change(id, { Title: "Probe, changed" }) : null;
      const isNew = (text: unknown) =>
        typeof text === "string" && text.replaceAll('"', "") !== eTag?.replaceAll('"', "");
      const told: Told[] = [
        {
          name: "refuseFieldsPatch",
          answered: whole ? lines(fields, whole) : lines(fields),
          verdict: refuseFieldsPatch(fields, whole),
        },
        {
          name: "eTagAfterPatch",
          answered: lines(fields),
          verdict: eTagAfterPatch(fields, isNew(within(fields.body, "@odata.etag")), isNew(fields.headers.etag)),
        },
      ];
      // Outdated only when one of the changes above was made.
      if (eTag === null || !isServed(whole ?? fields)) {
        const verdict = { undecided: "there is no outdated eTag" };
        return [
          ...told,
          ...(["mismatchCode", "batchIfMatch"] as const).map((name) => ({ name, answered: "–", verdict })),
        ];
      }
      const outdated = { "If-Match": eTag };
      const alone = await trial.change(id, { Title: "Probe, outdated" }, outdated);
      const entry = {
        method: "PATCH",
        ...trial.changeOf(id, { Title: "Probe, outdated" }),
        headers: outdated,
      } as const;
      const [inBatch = null] = await attemptAll(trial.client, [entry], trial.signal);
      return [
        ...told,
        { name: "mismatchCode", answered: lines(alone), verdict: mismatchCode(alone) },
        { name: "batchIfMatch", answered: lines(inBatch), verdict: batchIfMatch(inBatch) },
      ];
    },
  },
  {
    what: "query options without $",
    switches: ["strictDollar"],
    async ask(trial) {
      const answer = await trial.call("GET", `${trial.items}/${trial.item.id}?expand=fields`);
      const verdict = strictDollar(answer, within(answer.body, "fields", "Title") !== undefined);
      return [{ name: "strictDollar", answered: lines(answer), verdict }];
    },
  },
  {
    what: "hyperlinks",
    switches: ["hyperlinkWrites"],
    async ask(trial) {
      const name = "hyperlinkWrites" as const;
      if (!trial.column("ProbeLink"))
        return [{ name, answered: "–", verdict: { undecided: trial.lacking("ProbeLink") } }];
      const ProbeLink = { Url: "https://example.com/", Description: "Probe" };
      const create = await trial.create({ ProbeLink });
      const change = await trial.change(trial.item.id, { ProbeLink });
      const answered = lines(create, change);
      const isKept = async (source: typeof create) =>
        within(await trial.read(source, ["ProbeLink"]), "ProbeLink", "Url") === ProbeLink.Url;
      const isLost =
        (isServed(create) && !(await isKept(create))) || (isServed(change) && !(await isKept(trial.item.made)));
      if (isLost) return [{ name, answered, verdict: { undecided: "accepted, but the value was not kept" } }];
      return [{ name, answered, verdict: hyperlinkWrites(create, change) }];
    },
  },
  {
    what: "ids of lookups",
    switches: ["lookupIdWrites"],
    async ask(trial) {
      const name = "lookupIdWrites" as const;
      if (!trial.column("ProbeParent"))
        return [{ name, answered: "–", verdict: { undecided: trial.lacking("ProbeParent") } }];
      const asNumber = await trial.create({ ProbeParentLookupId: Number(trial.item.id) });
      const asText = await trial.create({ ProbeParentLookupId: trial.item.id });
      return [{ name, answered: lines(asNumber, asText), verdict: lookupIdWrites(asNumber, asText) }];
    },
  },
  {
    what: "columns that are read-only",
    switches: ["readOnlyWrites", "authorWrites"],
    async ask(trial) {
      const written = "2020-01-02T03:04:05Z";
      const title = "Probe, not this";
      const link = await trial.create({ LinkTitle: title });
      const dated = await trial.create({ Created: written });
      const linkRead = isServed(link) ? within(await trial.read(link, ["LinkTitle"]), "LinkTitle") : undefined;
      const dateRead = isServed(dated) ? within(await trial.read(dated, ["Created"]), "Created") : undefined;
      return [
        { name: "readOnlyWrites", answered: lines(link), verdict: readOnlyWrites(link, title, linkRead) },
        { name: "authorWrites", answered: lines(dated), verdict: authorWrites(dated, written, dateRead) },
      ];
    },
  },
  {
    what: "null for a column with a default",
    switches: ["nullOnCreate"],
    async ask(trial) {
      const name = "nullOnCreate" as const;
      if (!trial.column("ProbeUsual"))
        return [{ name, answered: "–", verdict: { undecided: trial.lacking("ProbeUsual") } }];
      const answer = await trial.create({ ProbeUsual: null });
      const answered = lines(answer);
      if (!isServed(answer)) return [{ name, answered, verdict: { undecided: "null was refused" } }];
      const read = async (source: typeof answer) => within(await trial.read(source, ["ProbeUsual"]), "ProbeUsual");
      const [asNull, unsaid] = [await read(answer), await read(trial.item.made)];
      return [{ name, answered, verdict: nullOnCreate(asNull, unsaid, "as usual") }];
    },
  },
];
