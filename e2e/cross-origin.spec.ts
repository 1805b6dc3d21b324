import { readFileSync } from "node:fs";
import path from "node:path";
import { type APIRequestContext, type APIResponse, expect, test } from "@playwright/test";
import { z } from "zod";
import { signIn } from "./support/sandbox-pages";

/** Every server action of the build, by the id under which the browser calls it. */
const manifest = z.object({ node: z.record(z.string(), z.object({ exportedName: z.string() })) });

function builtActions(): readonly (readonly [id: string, name: string])[] {
  const file = path.resolve(import.meta.dirname, "../.next/server/server-reference-manifest.json");
  const { node } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  return Object.entries(node).map(([id, { exportedName }]) => [id, exportedName]);
}

/** Calls an action with an input that no schema takes, as the browser would from a page of `origin`. */
function callAction(request: APIRequestContext, id: string, origin: string): Promise<APIResponse> {
  return request.post("/", {
    headers: { "next-action": id, origin, "content-type": "text/plain;charset=UTF-8", accept: "text/x-component" },
    data: "[null]",
  });
}

const foreign = "https://elsewhere.example";

test("no page of another site can call an action with a person's session, and our own can", async ({
  page,
  baseURL,
}) => {
  await signIn(page, "Ada Admin");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  const own = new URL(baseURL ?? "").origin;
  const actions = builtActions();
  expect(actions.length).toBeGreaterThan(50);
  for (const [id, name] of actions) {
    for (const origin of [foreign, "null"]) {
      const refused = await callAction(page.request, id, origin);
      expect([name, origin, refused.status()]).toEqual([name, origin, 403]);
      expect(await refused.text()).not.toContain('"ok"');
    }
    // It takes nothing in, and ends the session that the rest is asked with.
    if (name === "signOut") continue;
    const heard = await callAction(page.request, id, own);
    expect([name, heard.status()]).toEqual([name, 200]);
    expect(await heard.text(), name).toContain("input-invalid");
  }
});

test("a form of another site signs nobody in or out", async ({ page }) => {
  await signIn(page, "Victor Viewer");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  for (const target of ["/api/auth/signin/azure-ad", "/api/auth/signout", "/api/auth/callback/azure-ad", "/sign-out"]) {
    const answer = await page.request.post(target, {
      headers: { origin: foreign },
      form: { callbackUrl: "https://elsewhere.example" },
      maxRedirects: 0,
    });
    expect([target, answer.status()]).toEqual([target, 403]);
  }
  await page.reload();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
});

test("signing out ends the session here and at Entra ID, and going back shows nothing", async ({ page }) => {
  await signIn(page, "Victor Viewer");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.goto("/applications");
  await expect(page.getByRole("heading", { name: "Applications" })).toBeVisible();
  await page.getByRole("button", { name: "Account of Victor Viewer" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goBack();
  // Where the page notices by itself that nobody is signed in, it may be on its way already.
  await expect(() => page.reload()).toPass();
  await expect(page).toHaveURL(/\/sign-in/);
  const answer = await page.request.get("/api/search?q=countries");
  expect(answer.status()).toBe(401);
  // Entra ID asks again who it is.
  await page.goto("/");
  await page.getByRole("button", { name: /sign in/i }).click();
  await expect(page.getByRole("heading", { name: "Pick who you are" })).toBeVisible();
});
