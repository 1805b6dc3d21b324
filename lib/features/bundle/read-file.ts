import { isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from "yaml";
import { z } from "zod";
import { messageOf } from "@/lib/errors/app-error";
import { nearNames } from "@/lib/format/near-name";
import { BundleError, pathText } from "./bundle-error";
import { namedTwice } from "./named-twice";
import { type BundleFile, bundleFile } from "./schema";
import type { BundlePath, BundleProblem, Place } from "./types";
import { fillVariables, nearestNode, variableOf } from "./variables";

/** The environment that a file's variables are read from. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A bundle with the places of its parts, so that whatever is found later can still be told by line and column. */
export interface ReadBundle {
  readonly bundle: BundleFile;
  /** As it was named. */
  readonly file: string;
  placeOf(path: BundlePath): Place;
  /** Fails with one problem at this place. */
  fail(path: BundlePath, message: string, remedy: string, cause?: unknown): never;
  /** The value of a secret's variable; null where it is not set. */
  secret(reference: string): string | null;
}

/** Nobody writes a larger one; it would only be a wrong file. */
const longestFile = 5_000_000;

const mostErrors = 5;

/**
 * Reads a bundle: YAML 1.2, variables filled in, held against the schema. Throws a BundleError that tells every problem with line, column and
 * remedy. The values of variables are never told.
 *
 * @param file how the file is named in messages
 */
export function readBundle(text: string, file: string, environment: Environment): ReadBundle {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const whole = { line: 1, column: 1, path: "" };
  if (text.length > longestFile) {
    throw new BundleError(file, [
      { ...whole, message: "The file is larger than 5 MB.", remedy: "Is it the right file?" },
    ]);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2", logLevel: "error" });
  if (document.errors.length > 0) {
    // One slip makes many errors after it.
    const problems = document.errors.slice(0, mostErrors).map(({ pos, message }) => {
      const place = at(pos[0]);
      const isVariable = /[{[].*[^"']\$\{/.test(text.split("\n")[place.line - 1] ?? "");
      return {
        ...place,
        path: "",
        message: sentence(message),
        remedy: isVariable
          ? 'Inside { } and [ ] write variables in quotes: "${NAME}".'
          : "Correct the YAML here: mind the indentation, colons and quotes.",
      };
    });
    throw new BundleError(file, problems);
  }
  const root = document.contents as ParsedNode | null;
  const placeOfNode = (node: Node | null): Place => at(node?.range?.[0] ?? 0);
  const placeOf = (path: BundlePath): Place =>
    placeOfNode(nearestNode(root, path, (node) => ("resolve" in node ? node.resolve(document) : undefined) as Node));

  const refused = fillVariables(root, environment);
  if (refused.length > 0) {
    throw new BundleError(
      file,
      refused.map(({ name, node, why }) => ({ ...placeOfNode(node), path: "", ...variableProblem(name, why) })),
    );
  }

  const data = plainData(
    () => document.toJS({ maxAliasCount: 1_000 }),
    (message) => {
      return new BundleError(file, [
        { ...whole, message, remedy: "Write the parts out instead of repeating them by anchors." },
      ]);
    },
  );
  const parsed = bundleFile.safeParse(data, { error: plainWords });
  if (!parsed.success) {
    const keyPlace = (path: BundlePath, key: string): Place => {
      const map = nearestNode(root, path, () => undefined);
      const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
      return isScalar(pair?.key) ? placeOfNode(pair.key) : placeOf(path);
    };
    throw new BundleError(
      file,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, [], placeOf, keyPlace)),
    );
  }
  const doubles = namedTwice(parsed.data).map(({ path, name, first }) => ({
    ...placeOf(path),
    path: pathText(path),
    message: `“${name}” stands in line ${placeOf(first).line} already.`,
    remedy: "Make one of both, or give this one another name.",
  }));
  if (doubles.length > 0) throw new BundleError(file, doubles);
  return {
    bundle: parsed.data,
    file,
    placeOf,
    fail(path, message, remedy, cause) {
      throw new BundleError(file, [{ ...placeOf(path), path: pathText(path), message, remedy }], cause);
    },
    secret: (reference) => environment[variableOf(reference)] || null,
  };
}

function variableProblem(name: string, why: "missing" | "secret") {
  if (why === "missing") {
    const remedy = `Set ${name} in the environment of this command, or write the value here.`;
    return { message: `The variable ${name} is not set.`, remedy };
  }
  const message = `The variable ${name} holds a secret by its name, and would be stored and shown here in the clear.`;
  return { message, remedy: "Use it for a password, secret or certificate only, or give the variable another name." };
}

function sentence(message: string): string {
  const line = (message.split("\n")[0] ?? message).trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function plainData(read: () => unknown, refused: (message: string) => BundleError): unknown {
  try {
    return read();
  } catch (error) {
    throw refused(sentence(messageOf(error)));
  }
}

const words: Readonly<Record<string, string>> = {
  string: "a text (in quotes where it looks like a number)",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list (lines that begin with “- ”)",
  object: "fields (lines “name: value”)",
  record: "fields (lines “name: value”)",
};

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** What a rule without words of its own says. */
function plainWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "This field is missing."
        : `This must be ${words[issue.expected] ?? issue.expected}.`;
    case "invalid_value":
      return issue.input === undefined
        ? "This field is missing."
        : `This must be ${issue.values
            .map(String)
            .join(", ")
            .replace(/, ([^,]*)$/, " or $1")}.`;
    case "too_big":
      return issue.origin === "string"
        ? `Use at most ${issue.maximum} characters.`
        : `At most ${issue.maximum} may stand here.`;
    case "too_small":
      return issue.origin === "string" ? "This must not be empty." : `At least ${issue.minimum} must stand here.`;
    default:
      return undefined;
  }
}

type Issue = z.core.$ZodIssue;
type KeyPlace = (path: BundlePath, key: string) => Place;

function problemsOf(
  issue: Issue,
  above: BundlePath,
  placeOf: (path: BundlePath) => Place,
  keyPlace: KeyPlace,
): readonly BundleProblem[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField(path, key, keyPlace(path, key)));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The form that the writer came nearest to is the one whose fault lies deepest.
    const depth = (branch: readonly Issue[]) =>
      Math.max(0, ...branch.map((each) => each.path.length + (each.code === "unrecognized_keys" ? 1 : 0)));
    const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
    if (depth(nearest) > 0) return nearest.flatMap((each) => problemsOf(each, path, placeOf, keyPlace));
  }
  const field = path.at(-1);
  const isMissing = issue.message === "This field is missing.";
  const remedy = isMissing
    ? `Add “${String(field)}:” here.`
    : `Correct ${typeof field === "string" ? `“${field}”` : "this entry"}.`;
  const message = isMissing ? `“${String(field)}” is missing.` : issue.message;
  return [{ ...placeOf(path), path: pathText(path), message, remedy }];
}

function unknownField(path: BundlePath, key: string, place: Place): BundleProblem {
  const known = fieldsAt(path);
  const [near] = nearNames(key, known);
  const remedy = near ? `Did you mean “${near}”?` : `Known here: ${known.join(", ")}.`;
  return { ...place, path: pathText([...path, key]), message: `There is no field “${key}” here.`, remedy };
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** The JSON Schema of the format: what editors complete by and `docs/syncbridge.schema.json` holds. */
export function bundleJsonSchema() {
  return z.toJSONSchema(bundleFile, { io: "input" });
}

/** Names of the fields that may stand at a path. */
function fieldsAt(path: BundlePath): readonly string[] {
  let forms: readonly SchemaNode[] = [bundleJsonSchema() as SchemaNode];
  const spread = (node: SchemaNode): readonly SchemaNode[] => (node.anyOf ? node.anyOf.flatMap(spread) : [node]);
  for (const part of path) {
    forms = forms
      .flatMap(spread)
      .flatMap((node) => (typeof part === "number" ? node.items : node.properties?.[part]) ?? []);
  }
  return [...new Set(forms.flatMap(spread).flatMap((node) => Object.keys(node.properties ?? {})))];
}
