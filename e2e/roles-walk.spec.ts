import { expect, test } from "@playwright/test";
import { roles } from "@/lib/context";
import { type Address, addressesOf, apiRoutes, apiVisits, pageRoutes, pageVisits, routeOf } from "./support/app-routes";
import { type DemoIds, demoIds, rowValue } from "./support/demo-ids";
import { type Answer, ask, askForPayload, signedInCookie, someAtOnce } from "./support/walk";

const people = {
  "no role": "Nora Norole",
  Viewer: "Victor Viewer",
  Steward: "Stella Steward",
  Admin: "Ada Admin",
} as const;
const askers = ["nobody", "no role", "Viewer", "Steward", "Admin"] as const;
type Asker = (typeof askers)[number];
const atOnce = 4;

const cookies: Record<Asker, string> = { nobody: "", "no role": "", Viewer: "", Steward: "", Admin: "" };
let ids: DemoIds;
let pages: readonly Address[];
let routes: readonly Address[];

test.beforeAll(async ({ browser }) => {
  ids = await demoIds(browser);
  pages = addressesOf(pageRoutes, pageVisits, ids).filter(({ least }) => least !== "anyone");
  routes = addressesOf(apiRoutes, apiVisits, ids);
  for (const [asker, person] of Object.entries(people)) {
    cookies[asker as Asker] = await signedInCookie(browser, person);
  }
});

const answers = new Map<string, Promise<Answer>>();

/** What an asker is answered, asked once for all tests. */
function answerTo(asker: Asker, path: string, as: "page" | "payload" | "data"): Promise<Answer> {
  const name = `${asker} ${as} ${path}`;
  const answer = answers.get(name) ?? (as === "payload" ? askForPayload : ask)(path, cookies[asker]);
  answers.set(name, answer);
  return answer;
}

const isLess = (asker: Asker, { least }: Address) => askers.indexOf(asker) < askers.indexOf(least as Asker);

/** What each asker is answered, as `status location`, where that differs from what it should be. */
async function surprises(
  addresses: readonly Address[],
  expected: (asker: Asker, address: Address) => string,
): Promise<readonly string[]> {
  const asked = addresses.flatMap((address) => askers.map((asker) => ({ asker, address })));
  const found = await someAtOnce(asked, atOnce, async ({ asker, address }) => {
    const { status, location } = await answerTo(
      asker,
      address.path,
      address.path.startsWith("/api/") ? "data" : "page",
    );
    // Where a page leads those who may see it is its own matter.
    const isOwn = !isLess(asker, address) && status === 307;
    const answered = location === null || isOwn ? `${status}` : `${status} ${location}`;
    const wanted = expected(asker, address);
    return answered === wanted ? [] : [`${address.path} answers ${asker} ${answered}, not ${wanted}`];
  });
  return found.flat();
}

const signInFrom = (path: string) =>
  path === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ callbackUrl: path }).toString()}`;

test("every page is shown to those who may see it, and to nobody else", async () => {
  const wrong = await surprises(pages, (asker, address) => {
    if (asker === "nobody") return `307 ${signInFrom(address.path)}`;
    if (asker === "no role") return "307 /no-role";
    return isLess(asker, address) ? "403" : `${address.status}`;
  });
  expect(wrong).toEqual([]);
});

test("every route of the API answers those who may ask it, and nobody else", async () => {
  const wrong = await surprises(routes, (asker, address) => {
    if (asker === "nobody" && address.least !== "anyone") return "401";
    return isLess(asker, address) ? "403" : `${address.status}`;
  });
  expect(wrong).toEqual([]);
});

test("a session that somebody made up counts for nothing", async () => {
  const cookie = "next-auth.session-token=made-up";
  const guarded = routes.filter(({ least }) => least !== "anyone");
  const wrong = await someAtOnce([...pages, ...guarded], atOnce, async ({ path }) => {
    const { status, location } = await ask(path, cookie);
    const isTurnedAway = path.startsWith("/api/") ? status === 401 : location?.startsWith("/sign-in?callbackUrl=");
    return isTurnedAway ? [] : [`${path} answers ${status} ${location}`];
  });
  expect(wrong.flat()).toEqual([]);
});

/** All that a person is answered, as pages, as payloads or as data. */
async function everythingFor(asker: Asker, addresses: readonly Address[]) {
  const asked = addresses.flatMap((address) => {
    const forms = address.path.startsWith("/api/") ? (["data"] as const) : (["page", "payload"] as const);
    return forms.map((as) => ({ address, as, name: `${address.path} as ${as}` }));
  });
  return someAtOnce(asked, atOnce, async ({ address, as, name }) => {
    const { text } = await answerTo(asker, address.path, as);
    return { address, as, name, text };
  });
}

test("values of rows are shown to stewards and to no viewer", async () => {
  const holdsValue = async (asker: Asker) => {
    const told = await everythingFor(asker, [...pages, ...routes]);
    return told.filter(({ text }) => text.includes(rowValue));
  };
  const shown = (await holdsValue("Steward")).map(({ address: { route }, as }) => `${route} as ${as}`);
  for (const route of ["/syncs/[definitionId]/ledger", "/runs/[runId]/operations"]) {
    expect(shown).toEqual(expect.arrayContaining([`${route} as page`, `${route} as payload`]));
  }
  expect(shown).toEqual(expect.arrayContaining(["/api/exports/ledger as data", "/api/exports/operations as data"]));
  expect((await holdsValue("Viewer")).map(({ name }) => name)).toEqual([]);
});

test("what is refused holds nothing that can be filled in, and no data", async () => {
  const refused = pages.filter((address) => isLess("Viewer", address));
  const told = await everythingFor("Viewer", refused);
  expect(told.length).toBeGreaterThan(20);
  const found = told.filter(({ text }) => /<form|<table|"form"|"table"|geo primary|Contoso \(sandbox\)/.test(text));
  expect(found.map(({ name }) => name)).toEqual([]);
});

/** Addresses to which an answer leads, as a page or as a payload. */
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\shref="(\/[^"]*)"|"href\\?":\\?"(\/[^"\\]*)/g)].map(([, inPage, inPayload]) =>
    (inPage ?? inPayload ?? "").replaceAll("&amp;", "&"),
  );

test("nothing leads to where a person's role does not reach", async () => {
  const found: string[] = [];
  for (const asker of ["Viewer", "Steward"] as const) {
    const seen = pages.filter((address) => !isLess(asker, address) && address.status === 200);
    for (const { name, text } of await everythingFor(asker, seen)) {
      for (const href of linksIn(text)) {
        const route = routeOf(href) ?? "";
        const least = pageVisits[route]?.least ?? apiVisits[route]?.least ?? "anyone";
        if (least !== "anyone" && roles.indexOf(asker) < roles.indexOf(least))
          found.push(`${name} leads ${asker} to ${href}`);
      }
    }
  }
  expect(found).toEqual([]);
});

/** What every person may press: it looks, goes somewhere or copies. */
const harmless =
  /^(Search or go to|Open the navigation|Narrow the navigation|Colour theme|Account of |View$|Days: |Copy |Fit: |(Open|Show) the mapping of )/;

/** Names of the buttons in a page; those that only the mouse finds double what the keyboard does without them. */
function buttonsIn(html: string): readonly string[] {
  return [...html.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)].flatMap(([, attributes = "", content = ""]) => {
    if (attributes.includes('aria-hidden="true"')) return [];
    const label = /aria-label="([^"]*)"/.exec(attributes)?.[1];
    return [label ?? content.replaceAll(/<[^>]+>/g, "").trim()];
  });
}

test("a viewer has nothing to press that changes something, and a page is told of no right to", async () => {
  const seen = pages.filter((address) => !isLess("Viewer", address) && address.status === 200);
  const found: string[] = [];
  for (const { name, text } of await everythingFor("Viewer", seen)) {
    const buttons = buttonsIn(text).filter((button) => !harmless.test(button));
    const rights = [...text.matchAll(/"(may[A-Z]\w*|isAdmin|manage|introspect)\\?":true/g)].map(([, right]) => right);
    found.push(...buttons.map((button) => `${name} has the button ${button}`));
    found.push(...rights.map((right) => `${name} says ${right}`));
  }
  expect(found).toEqual([]);
  // An administrator has both.
  const ofAdmin = (await everythingFor("Admin", seen)).map(({ text }) => text).join("");
  expect(buttonsIn(ofAdmin).some((button) => !harmless.test(button))).toBe(true);
  expect(ofAdmin).toMatch(/"may[A-Z]\w*\\?":true/);
});
