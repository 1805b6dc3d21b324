import { expect, type Page } from "@playwright/test";

/** Collects what the browser complains about; `expectQuiet` fails with it. */
export function listen(page: Page): { expectQuiet(): void } {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  return { expectQuiet: () => expect(complaints.splice(0)).toEqual([]) };
}
