import { GraphError, invalidRequest } from "./errors";
import type { Profile } from "./profile";

/** Query options of a call; names without `$`, `select` and `expand` taken apart (Graph contract 1.1, 1.3, 6.3). */
export interface Query {
  select?: string[];
  expand: Expansion[];
  filter?: string;
  orderby?: string;
  top?: number;
  skipToken?: string;
  search?: string;
  token?: string;
  /** Options as sent, for building a next link. */
  raw: [string, string][];
}

export interface Expansion {
  name: string;
  select?: string[];
  expand: Expansion[];
}

const optionNames = new Set(["select", "expand", "filter", "orderby", "top", "skip", "count", "skiptoken", "search"]);

const decode = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalidRequest();
  }
};

export function parseQuery(search: string, profile: Profile): Query {
  const query: Query = { expand: [], raw: [] };
  for (const part of search.replace(/^\?/, "").split("&")) {
    if (part === "") continue;
    const split = part.indexOf("=");
    const key = decode(split === -1 ? part : part.slice(0, split));
    const value = split === -1 ? "" : decode(part.slice(split + 1));
    query.raw.push([key, value]);
    const bare = key.replace(/^\$/, "").toLowerCase();
    if (profile.strictDollar && !key.startsWith("$") && optionNames.has(bare) && bare !== "search")
      throw new GraphError(400, "badArgument", `The query option '${key}' must start with '$'.`);
    take(query, bare, value);
  }
  return query;
}

function take(query: Query, option: string, value: string): void {
  switch (option) {
    case "select":
      query.select = splitTop(value, ",");
      return;
    case "expand":
      query.expand = parseExpand(value);
      return;
    case "filter":
      query.filter = value;
      return;
    case "orderby":
      query.orderby = value;
      return;
    case "top":
      if (!/^\d+$/.test(value) || Number(value) < 1) throw invalidRequest(`Invalid value '${value}' for $top.`);
      query.top = Number(value);
      return;
    case "skip":
    case "count":
      throw invalidRequest("$count is not supported on this API. Only URLs returned by the API can be used to page.");
    case "skiptoken":
      query.skipToken = value;
      return;
    case "search":
      query.search = value;
      return;
    case "token":
      query.token = value;
      return;
    default:
  }
}

/** Splits at a separator that stands outside parentheses; trims, drops empty parts. */
export function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const char of text) {
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (depth < 0) throw invalidRequest();
    if (char === separator && depth === 0) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  if (depth !== 0) throw invalidRequest();
  parts.push(part);
  return parts.map((each) => each.trim()).filter((each) => each !== "");
}

/** `fields($select=A,B),columns` → its parts; options inside are separated by `;`. */
export function parseExpand(text: string): Expansion[] {
  return splitTop(text, ",").map((part) => {
    const match = /^([A-Za-z]+)(?:\((.*)\))?$/s.exec(part);
    if (!match?.[1]) throw invalidRequest();
    const expansion: Expansion = { name: match[1], expand: [] };
    for (const option of splitTop(match[2] ?? "", ";")) {
      const split = option.indexOf("=");
      const key = option.slice(0, split).trim().replace(/^\$/, "").toLowerCase();
      const value = option.slice(split + 1);
      if (split === -1) throw invalidRequest();
      if (key === "select") expansion.select = splitTop(value, ",");
      else if (key === "expand") expansion.expand = parseExpand(value);
    }
    return expansion;
  });
}

/** The address of the next page: same options, another `$skiptoken` (Graph contract 1.3). */
export function nextLink(address: string, query: Query, skipToken: string): string {
  const kept = query.raw.filter(([key]) => key.replace(/^\$/, "").toLowerCase() !== "skiptoken");
  const options = [...kept, ["$skiptoken", skipToken] as [string, string]].map(
    ([key, value]) => `${encodeURIComponent(key).replaceAll("%24", "$")}=${encodeURIComponent(value)}`,
  );
  return `${address}?${options.join("&")}`;
}

/** Keeps the named properties; annotations stay. */
export function selectFrom<T extends Record<string, unknown>>(body: T, select: string[] | undefined): Partial<T> {
  if (!select || select.includes("*")) return body;
  const wanted = new Set(select);
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => key.startsWith("@") || wanted.has(key)),
  ) as Partial<T>;
}
