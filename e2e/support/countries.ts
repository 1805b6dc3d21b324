import { expect, type Page } from "@playwright/test";

/** Opens the demo's sync of countries, or a part of it. */
export async function openCountries(page: Page, part?: RegExp | string): Promise<void> {
  await page.goto("/syncs");
  await page.getByRole("table").getByRole("link", { name: "Countries", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Countries", exact: true })).toBeVisible();
  if (part === undefined) return;
  await page.getByRole("navigation", { name: "Parts of the sync" }).getByRole("link", { name: part }).click();
}

/** Presses Run now, which leads to the page of the run. */
export async function startCountries(page: Page): Promise<void> {
  await openCountries(page);
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByRole("heading", { name: "Run of Countries" })).toBeVisible();
}

/** Waits on the page of a run for how it ends. */
export async function expectEnd(page: Page, end: string): Promise<void> {
  await expect(page.getByText(end, { exact: true }).first()).toBeVisible({ timeout: 60_000 });
}
