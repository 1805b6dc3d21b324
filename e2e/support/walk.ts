import { type Browser, expect, type Page } from "@playwright/test";
import { signIn } from "./sandbox-pages";

/** Does the work for each, some at a time; answers in the order of the items. `lane` tells which of them is free for it. */
export async function someAtOnce<Item, T>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, lane: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const queue = items.entries();
  const goThrough = async (lane: number) => {
    for (const [at, item] of queue) results[at] = await work(item, lane);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, lane) => goThrough(lane)));
  return results;
}

/** What the built product answers to one request, as it comes over the wire. */
export interface Answer {
  readonly status: number;
  /** Where it sends the browser, without its own origin. */
  readonly location: string | null;
  readonly text: string;
}

/** Asks as a browser would that holds these cookies, and follows nothing. Of a stream only the first event is read. */
export async function ask(
  path: string,
  cookie: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const origin = process.env.E2E_BASE_URL ?? "";
  const response = await fetch(`${origin}${path}`, { redirect: "manual", headers: { ...headers, cookie } });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? await firstEvent(response) : await response.text();
  return { status: response.status, location: response.headers.get("location")?.replace(origin, "") ?? null, text };
}

/** Asks for the payload of a page, from which the browser renders it when a link is followed. */
export function askForPayload(path: string, cookie: string): Promise<Answer> {
  // Next wants the header told in the address too, so that no cache takes one answer for the other.
  return ask(`${path}${path.includes("?") ? "&" : "?"}_rsc`, cookie, { RSC: "1" });
}

async function firstEvent(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.includes("\n\n")) break;
  }
  return text;
}

/** The cookies of a page's browser, as a request to the product carries them. */
export async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies(process.env.E2E_BASE_URL);
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** The cookies of one of the sandbox's people, whatever their roles, after signing in by the browser. */
export async function signedInCookie(browser: Browser, person: string): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, person);
  await expect(page.getByRole("heading", { name: /^(Overview|You have no role yet)$/ })).toBeVisible();
  const cookie = await cookieOf(page);
  await context.close();
  return cookie;
}
