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
