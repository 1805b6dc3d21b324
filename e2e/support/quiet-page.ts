import { expect, type Page } from "@playwright/test";

/** What a browser complains about while a page is used. */
export interface BrowserLog {
  /** Fails with what was complained about since it was asked last. */
  expectQuiet(): void;
  /** What was complained about since it was asked last, which is forgotten then. */
  complaints(): readonly string[];
}

/** Collects what the browser complains about: errors on the console, errors thrown, and what the content security policy forbids. */
export function listen(page: Page): BrowserLog {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  const take = () => complaints.splice(0);
  return { expectQuiet: () => expect(take()).toEqual([]), complaints: take };
}
