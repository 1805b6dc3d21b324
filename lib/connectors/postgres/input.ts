import { z } from "zod";
import type { ValueKind } from "@/lib/engine/types";
import { isMoney } from "./convert";
import { type NativeType, resolveDomain } from "./native-type";

/** How the text form of a column's kind gets into a statement as a parameter. */
export interface Input {
  /** What the server's input function of the type reads. */
  readonly toServer: (text: string) => string;
  /**
   * SQL that assigns a placeholder to the column. Without a cast of ours the parameter takes the column's own type, and what is too long
   * is refused instead of cut (PostgreSQL manual, value storage).
   */
  readonly assign: (placeholder: string) => string;
  /** SQL that compares with a placeholder: cast to the base type without its length, so that no longer value passes for a shorter one. */
  readonly compare: (placeholder: string) => string;
}

/** Chooses once for a column how it is written and compared. Kinds `binary` and `geometry` are only read; as keys they never come here. */
export function inputOf(declared: NativeType, kind: ValueKind): Input {
  const { type } = resolveDomain(declared, -1);
  const plain = (placeholder: string) => placeholder;
  const cast = (placeholder: string) => `${placeholder}::${type.castName}`;
  if (isMoney(type)) {
    const throughNumeric = (placeholder: string) => `${placeholder}::pg_catalog.numeric::pg_catalog.money`;
    return { toServer: (text) => text, assign: throughNumeric, compare: throughNumeric };
  }
  if (type.element) {
    const { element } = type;
    const base = resolveDomain(element, -1).type;
    const toServer = (text: string) => arrayLiteral(text, element.delimiter, mayBeNested(base));
    if (!isMoney(base)) return { toServer, assign: plain, compare: cast };
    const throughNumeric = (placeholder: string) => `${placeholder}::pg_catalog.numeric[]::pg_catalog.money[]`;
    return { toServer, assign: throughNumeric, compare: throughNumeric };
  }
  if (kind === "bytes") return { toServer: (text) => `\\x${text}`, assign: plain, compare: cast };
  if (kind === "instant" || kind === "local-datetime") return { toServer: withBlank, assign: plain, compare: cast };
  return { toServer: (text) => text, assign: plain, compare: cast };
}

/** `12026-01-02T03:04:05Z` → `12026-01-02 03:04:05Z`: with a T the server reads years of four digits only. */
function withBlank(text: string): string {
  return text.replace(/^(\d+-\d\d-\d\d)T/, "$1 ");
}

const elementsSchema = z.array(z.string().nullable());

/** Elements that are texts themselves may look like inner arrays and are none. */
function mayBeNested(element: NativeType): boolean {
  return element.isBuiltIn && !["text", "varchar", "bpchar", "name", "json", "jsonb", "xml"].includes(element.name);
}

/**
 * JSON text of an array of strings and nulls → array literal (PostgreSQL manual, array input and output syntax). What is none is passed on
 * for the server to refuse.
 */
export function arrayLiteral(text: string, delimiter: string, nested: boolean): string {
  const elements = elementsOf(text);
  if (!elements) return text;
  const parts = elements.map((element) => {
    if (element === null) return "NULL";
    if (nested && element.startsWith("[")) return arrayLiteral(element, delimiter, nested);
    return `"${element.replace(/["\\]/g, "\\$&")}"`;
  });
  return `{${parts.join(delimiter)}}`;
}

function elementsOf(text: string): readonly (string | null)[] | null {
  if (!text.startsWith("[")) return null;
  try {
    return elementsSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
