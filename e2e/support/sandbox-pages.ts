import { expect, type Page } from "@playwright/test";

/** The address of one of the sandbox's own pages. */
export function sandboxPage(path: string): string {
  return `${process.env.E2E_SANDBOX_PAGES}${path}`;
}

/** Makes Graph's request log empty, so that what follows can be counted. */
export async function forgetGraphCalls(): Promise<void> {
  const response = await fetch(`${process.env.E2E_SANDBOX_LEVERS}/requests`, { method: "DELETE" });
  expect(response.ok).toBe(true);
}

/** Writes asked of Graph since the log was made empty, as `method route`: entries of batches count, the batches themselves do not. */
export async function graphWrites(): Promise<readonly string[]> {
  const response = await fetch(`${process.env.E2E_SANDBOX_LEVERS}/requests?count=0`);
  const { totals } = (await response.json()) as { totals: Record<string, { calls: number }> };
  return Object.entries(totals)
    .filter(([route]) => /^(POST|PATCH|PUT|DELETE) /.test(route) && !route.includes("$batch"))
    .flatMap(([route, { calls }]) => Array.from({ length: calls }, () => route));
}

/** Makes one of the prepared changes to the demo's table, by its title. */
export async function change(page: Page, title: string): Promise<void> {
  await page.goto(sandboxPage("/database"));
  await page.locator("section").filter({ hasText: title }).getByRole("button", { name: "Run this SQL" }).click();
  await expect(page.getByRole("status").first()).toContainText("row");
}

/** Makes Graph answer otherwise from now on; null: as usual again. */
export async function fault(rule: object | null): Promise<void> {
  const response = await fetch(`${process.env.E2E_SANDBOX_LEVERS}/faults`, {
    method: rule ? "POST" : "DELETE",
    headers: { "Content-Type": "application/json" },
    ...(rule ? { body: JSON.stringify(rule) } : {}),
  });
  expect(response.ok).toBe(true);
}

/** How Graph refuses one item and nothing else. */
export const refusedItem = {
  method: "POST",
  path: "/items$",
  where: "entry",
  action: { kind: "answer", status: 400, body: { error: { code: "invalidRequest", message: "Not this one." } } },
};

/** Signs in through the sandbox's Entra-shaped page as one of its people. */
export async function signIn(page: Page, person: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: /sign in/i }).click();
  await expect(page.getByRole("heading", { name: "Pick who you are" })).toBeVisible();
  await page.getByRole("button", { name: new RegExp(person) }).click();
}

/** A person of the tenant adds an item to a list, by the list's title and internal names of columns. */
export async function addListItem(list: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${process.env.E2E_SANDBOX_LEVERS}/lists/${encodeURIComponent(list)}/items`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ fields }),
  });
  expect(response.ok).toBe(true);
}
