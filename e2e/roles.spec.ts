import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { signIn } from "./support/sandbox-pages";

test("the sign-in page can be used by everyone", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: /sign in/i })).toBeVisible();
  await expectAccessible(page);
});

test("a viewer looks at a sync and finds nothing to press", async ({ page }) => {
  await signIn(page, "Victor Viewer");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.getByRole("table").getByRole("link", { name: "Countries", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Countries", exact: true })).toBeVisible();
  for (const name of ["Run now", "Pause", "Remove", "Add mapping"]) {
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  }
});

test("someone without a role learns which one to ask for", async ({ page }) => {
  await signIn(page, "Nora Norole");
  await expect(page).toHaveURL(/\/no-role/);
  await expect(page.getByText("SyncBridge.Viewer").first()).toBeVisible();
  await expectAccessible(page);
  await page.goto("/syncs");
  await expect(page).toHaveURL(/\/no-role/);
});
