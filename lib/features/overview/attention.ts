import { describeError } from "@/lib/errors/codes";
import type { DriftBadge } from "@/lib/features/drift/types";
import type { DefinitionRow } from "@/lib/features/syncs/types";
import { plural } from "@/lib/format/plural";
import type { Attention, AttentionKind } from "./types";

interface Checked {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  /** Titles of what the last check found wrong. */
  readonly errors: readonly string[];
}

/** What is stored of things that may need a person. */
export interface AttentionFacts {
  readonly now: Date;
  readonly definitions: readonly DefinitionRow[];
  readonly drift: readonly DriftBadge[];
  readonly connections: readonly (Checked & { readonly expiresAt: Date | null })[];
  readonly instances: readonly Checked[];
  /**
   * Secrets that are sealed under another key than the current one, those that cannot be opened at all, and workers without the current key; null
   * for those who may not know.
   */
  readonly keys: { readonly underOthers: number; readonly lost: number; readonly workersWithout: number } | null;
}

/** Long enough for somebody else to make a new secret and to pass it on. */
const expiresSoonMs = 30 * 24 * 3_600_000;
/** So many of one kind are named; the others are counted. */
export const mostNamed = 4;

/** What needs a person, the gravest first, each with a sentence and the place where it is mended. */
export function attentionOf(facts: AttentionFacts): readonly Attention[] {
  const byId = new Map(facts.definitions.map((definition) => [definition.id, definition]));
  const inState = (state: DefinitionRow["state"]) => facts.definitions.filter((row) => row.state === state);
  const rejected = facts.definitions
    .filter((row) => row.openRejections > 0)
    .toSorted((a, b) => b.openRejections - a.openRejections);
  const drifted = facts.drift.flatMap((badge) => {
    const definition = byId.get(badge.id);
    return definition && badge.breaking + badge.warnings > 0 ? [{ badge, definition }] : [];
  });
  return [
    ...named("halted", inState("halted"), haltedItem, "/syncs?state=halted"),
    ...named("failed", inState("failed"), failedItem, "/syncs?state=failed"),
    ...named("drift", drifted, driftItem, "/syncs"),
    ...named("connection", [...facts.connections, ...facts.instances].filter(isFailing), checkedItem, "/sharepoint"),
    ...named("rejections", rejected, rejectedItem, "/syncs?sort=-rejections"),
    ...named(
      "credential",
      facts.connections.filter(({ expiresAt }) => expiresSoon(expiresAt, facts.now)),
      (connection) => credentialItem(connection, facts.now),
      "/sharepoint",
    ),
    ...keyItems(facts.keys),
  ];
}

type Item = Omit<Attention, "kind" | "more">;

/** The first few by name; the last of these says how many more there are, and where. */
function named<T>(
  kind: AttentionKind,
  found: readonly T[],
  item: (each: T) => Item,
  allHref: string,
): readonly Attention[] {
  const shown = found.slice(0, mostNamed);
  const rest = found.length - shown.length;
  return shown.map((each, index) => ({
    kind,
    ...item(each),
    more: rest > 0 && index === shown.length - 1 ? { count: rest, href: allHref } : null,
  }));
}

function haltedItem(row: DefinitionRow): Item {
  return {
    id: row.id,
    title: row.name,
    sentence: `Nothing runs until somebody has looked: ${row.haltedReason ?? "the last run was halted."}`,
    action: row.lastRunId === null ? "Open the sync" : "Look at the plan",
    href: row.lastRunId === null ? `/syncs/${row.id}` : `/runs/${row.lastRunId}`,
  };
}

function failedItem(row: DefinitionRow): Item {
  const { title, remedy } = describeError(row.lastErrorCode ?? "unexpected");
  return {
    id: row.id,
    title: row.name,
    sentence: `${title} ${remedy}`,
    action: "Open the run",
    href: row.lastRunId === null ? `/syncs/${row.id}` : `/runs/${row.lastRunId}`,
  };
}

function driftItem({ badge, definition }: { badge: DriftBadge; definition: DefinitionRow }): Item {
  const changes = plural(badge.breaking + badge.warnings, "change");
  return {
    id: definition.id,
    title: definition.name,
    sentence: `The table ${definition.tableName} has ${changes} in columns that this sync uses${
      badge.breaking > 0 ? `, ${badge.breaking} of them in a way that its mapping cannot take` : ""
    }.`,
    action: "Look at the drift",
    href: `/syncs/${definition.id}/drift`,
  };
}

const isFailing = ({ errors }: Checked) => errors.length > 0;

function checkedItem({ id, name, href, errors }: Checked): Item {
  return {
    id,
    title: name,
    sentence: `The last test failed: ${errors.join(" ")}`,
    action: "Mend and test again",
    href,
  };
}

function rejectedItem(row: DefinitionRow): Item {
  return {
    id: row.id,
    title: row.name,
    sentence: `${plural(row.openRejections, "row")} cannot be written to ${row.listName}; the others flow.`,
    action: row.maySeeValues ? "See causes and remedies" : "Open the sync",
    href: row.maySeeValues ? `/syncs/${row.id}/rejections` : `/syncs/${row.id}`,
  };
}

const expiresSoon = (expiresAt: Date | null, now: Date) =>
  expiresAt !== null && expiresAt.getTime() - now.getTime() < expiresSoonMs;

function credentialItem({ id, name, href, expiresAt }: AttentionFacts["connections"][number], now: Date): Item {
  const day = expiresAt?.toISOString().slice(0, 10) ?? "";
  const isOver = expiresAt !== null && expiresAt <= now;
  return {
    id,
    title: name,
    sentence: isOver
      ? `Its credential expired on ${day}: nothing is written in this tenant.`
      : `Its credential expires on ${day}; after that nothing is written in this tenant.`,
    action: "Enter a new one",
    href,
  };
}

function keyItems(keys: AttentionFacts["keys"]): readonly Attention[] {
  const told = keys && keySentence(keys);
  return told
    ? [{ kind: "keys", id: "keys", title: "Encryption keys", ...told, href: "/settings/keys", more: null }]
    : [];
}

function keySentence({ underOthers, lost, workersWithout }: NonNullable<AttentionFacts["keys"]>) {
  if (lost > 0) {
    const secrets = plural(lost, "stored secret");
    return {
      sentence: `${secrets} cannot be opened with any key of this process and must be entered again.`,
      action: "See which",
    };
  }
  if (workersWithout > 0) {
    const workers = `${plural(workersWithout, "worker")} ${workersWithout === 1 ? "lacks" : "lack"}`;
    return {
      sentence: `${workers} the current key: runs fail there as soon as they need a secret sealed under it.`,
      action: "See which",
    };
  }
  if (underOthers === 0) return null;
  return {
    sentence: `${plural(underOthers, "stored secret")} ${underOthers === 1 ? "is" : "are"} sealed under an older key.`,
    action: "Seal under the current key",
  };
}
