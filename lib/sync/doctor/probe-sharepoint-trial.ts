import { SyncError } from "@/lib/errors/app-error";
import { type Attempt, attempt, attemptAll } from "@/lib/graph/attempt";
import type { GraphClient, GraphRequest } from "@/lib/graph/client";
import { quotedETag } from "@/lib/graph/items";
import { graphPath } from "@/lib/graph/path";
import type { SwitchName } from "./probe-sharepoint-switches";
import { type Answer, isServed, statusLine, type Verdict } from "./probe-sharepoint-verdicts";

/** What was found about one switch. */
export interface Told {
  readonly name: SwitchName;
  /** Status and code of each call that the verdict rests on. */
  readonly answered: string;
  readonly verdict: Verdict;
}

/** One step of the probe: a few calls that tell of some switches. */
export interface ProbeQuestion {
  readonly what: string;
  readonly switches: readonly SwitchName[];
  ask(trial: ProbeTrial): Promise<readonly Told[]>;
}

/** Columns that the questions are put to; their values in an ordinary item offend against nothing. */
const drafts = {
  ProbeKey: { text: { maxLength: 100 }, indexed: true, enforceUniqueValues: true },
  ProbeMust: { text: { maxLength: 100 }, required: true },
  ProbeShort: { text: { maxLength: 10 } },
  ProbeRanged: { number: { minimum: 1, maximum: 10 } },
  ProbeChecked: { number: {}, validation: { formula: "=[ProbeChecked]>0" } },
  ProbeChoice: { choice: { choices: ["one", "two"], displayAs: "dropDownMenu", allowTextEntry: false } },
  ProbeAmount: { number: {} },
  ProbeAt: { dateTime: { format: "dateTime" } },
  ProbeDay: { dateTime: { format: "dateOnly" } },
  ProbeNote: { text: { allowMultipleLines: true, textType: "plain" } },
  ProbeUsual: { text: { maxLength: 100 }, defaultValue: { value: "as usual" } },
  ProbeLink: { hyperlinkOrPicture: { isPicture: false } },
} as const;

export type ProbeColumn = keyof typeof drafts | "ProbeParent";

type Fields = Readonly<Record<string, unknown>>;

/** A value deep inside an answer; undefined where there is none. */
export function within(body: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (found, name) => (typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined),
    body,
  );
}

/** The item that most questions are put to. */
export interface ProbeItem {
  readonly id: string;
  /** As it was made; outdated after the first change. */
  readonly eTag: string | null;
  readonly made: Attempt;
}

/** The throw-away list, and short ways to ask it. Every call goes to this list and nowhere else. */
export class ProbeTrial {
  readonly path: string;
  /** Whether changes go by PATCH …/items/{id}, because …/fields is refused. */
  isWholePatch = false;
  #made = new Map<string, Attempt>();
  #item: ProbeItem | null = null;
  #keys = 0;

  constructor(
    readonly client: GraphClient,
    readonly siteId: string,
    readonly listId: string,
    readonly listName: string,
    readonly signal: AbortSignal,
  ) {
    this.path = graphPath`/sites/${siteId}/lists/${listId}`;
  }

  call(method: GraphRequest["method"], path: string, body?: unknown, headers = {}): Promise<Attempt> {
    return attempt(this.client, { method, path, body, headers }, this.signal);
  }

  get items(): string {
    return `${this.path}/items`;
  }

  /** Makes the columns one at a time; one that is refused is missing later. */
  async makeColumns(): Promise<void> {
    const parent = { lookup: { listId: this.listId, columnName: "Title" } };
    for (const [name, draft] of Object.entries({ ...drafts, ProbeParent: parent })) {
      this.#made.set(name, await this.call("POST", `${this.path}/columns`, { name, displayName: name, ...draft }));
    }
  }

  /** What Graph said of a column when it was made; undefined where it was refused. */
  column(name: ProbeColumn): unknown {
    const made = this.#made.get(name);
    return made && isServed(made) ? made.body : undefined;
  }

  /** Why a question cannot be put to a column. */
  lacking(name: ProbeColumn): string {
    return `the column for it was refused (${statusLine(this.#made.get(name) ?? null)})`;
  }

  /** Values that offend against nothing, with a key of their own; `change` comes on top, undefined leaves a column out. */
  fields(change: Fields = {}): Fields {
    this.#keys += 1;
    const usual: Readonly<Partial<Record<ProbeColumn, unknown>>> = {
      ProbeKey: `key ${this.#keys}`,
      ProbeMust: "filled",
      ProbeShort: "short",
      ProbeRanged: 5,
      ProbeChecked: 5,
      ProbeChoice: "one",
    };
    const present = Object.entries(usual).filter(([name]) => this.#made.get(name)?.body);
    return { Title: "Probe", ...Object.fromEntries(present), ...change };
  }

  create(change: Fields = {}): Promise<Attempt> {
    return this.call("POST", this.items, { fields: this.fields(change) });
  }

  /** Makes several items in batches. */
  createAll(changes: readonly Fields[]): Promise<readonly Answer[]> {
    const entries = changes.map((change) => ({
      method: "POST" as const,
      path: this.items,
      body: { fields: this.fields(change) },
    }));
    return attemptAll(this.client, entries, this.signal);
  }

  /** Path and body of a change, in the form that the tenant takes. */
  changeOf(id: string, fields: Fields): { readonly path: string; readonly body: unknown } {
    const path = graphPath`${id}`;
    return this.isWholePatch
      ? { path: `${this.items}/${path}`, body: { fields } }
      : { path: `${this.items}/${path}/fields`, body: fields };
  }

  change(id: string, fields: Fields, headers = {}): Promise<Attempt> {
    const { path, body } = this.changeOf(id, fields);
    return this.call("PATCH", path, body, headers);
  }

  /** An item's fields as they are read; null where the reading was refused. */
  async read(answer: Attempt, columns: readonly string[]): Promise<unknown> {
    const id = idOf(answer);
    const path = `${this.items}/${graphPath`${id}`}?$expand=fields($select=${columns.join(",")})`;
    return within((await this.call("GET", path)).body, "fields") ?? null;
  }

  async makeItem(): Promise<void> {
    const has = (name: ProbeColumn, given: unknown) => (this.column(name) ? { [name]: given } : {});
    const made = await this.create({
      ...has("ProbeAmount", seventeenDigits),
      ...has("ProbeAt", probeTime),
      ...has("ProbeDay", probeTime),
    });
    if (!isServed(made)) {
      throw new SyncError("graph-refused", {
        trait: "halt",
        message: `An ordinary item was refused (${statusLine(made)}), so nothing about items can be asked.`,
      });
    }
    const eTag = within(made.body, "eTag") ?? within(made.body, "@odata.etag");
    this.#item = { id: idOf(made), eTag: typeof eTag === "string" ? quotedETag(eTag) : null, made };
  }

  get item(): ProbeItem {
    if (!this.#item) throw new Error("The item was asked for before it was made.");
    return this.#item;
  }
}

/** No digit is zero, so that a rounding at any place shows. */
export const seventeenDigits = 0.12345678912345678;
/** Noon, which is the same day in nearly all time zones. */
export const probeTime = "2026-07-01T12:00:00Z";

function idOf(answer: Attempt): string {
  const id = within(answer.body, "id");
  if (typeof id === "string") return id;
  throw new SyncError("graph-answer-invalid", { trait: "transient", message: "A new item came without an id." });
}
