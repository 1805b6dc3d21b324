import { type Context, Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { z } from "zod";
import type { Graph } from "../dispatch";
import type { Site } from "../entities";
import { GraphError } from "../errors";
import { faultSchema } from "../faults";
import type { ListData } from "../list-data";
import { tierNames } from "../meter";
import { addByHand, deleteByHand, editByHand, restoreByHand } from "../person-edit";
import { shownColumns } from "./cell";
import { DemoDatabase, databasePage } from "./database-page";
import { readForm } from "./item-form";
import { itemPage } from "./item-page";
import { layout } from "./layout";
import { leverPages } from "./levers-routes";
import { listPage } from "./list-page";
import { livePart, presets, requestsPage } from "./requests-page";
import { siteAnchor, sitesPage } from "./sites-page";
import { findByAddress } from "./web-address";

export interface PageOptions {
  graph: Graph;
  /** Connection string of the demo source database. */
  sourceUrl?: string;
}

/** The human side of the sandbox, on plain http so that no browser warns. */
export function createPageApp({ graph, sourceUrl }: PageOptions): Hono {
  const { store } = graph;
  const database = new DemoDatabase(sourceUrl);
  const app = new Hono();
  app.use(csrf());
  /** A change is on disk before it is confirmed, as for Graph calls. */
  app.use(async (_c, next) => {
    await next();
    store.flush();
  });

  const findList = (c: Context): { data: ListData; site: Site } | undefined => {
    const data = store.lists.get(c.req.param("list") ?? "");
    const site = data && store.sites.get(data.list.siteId);
    return data && site && { data, site };
  };
  const findItem = (c: Context) => {
    const found = findList(c);
    const item = found?.data.items.get(Number(c.req.param("item")));
    return found && item && { ...found, item };
  };
  const missing = (c: Context) =>
    c.html(
      layout({
        title: "Not found",
        here: "/",
        body: html`<h1>Not found</h1><p>There is nothing at this address. The item may have been deleted.</p>`,
      }),
      404,
    );
  const notice = (c: Context) => ({ done: c.req.query("done"), failed: c.req.query("failed") });
  const back = (c: Context, path: string, result: { done?: string; failed?: string }) =>
    c.redirect(`${path}?${new URLSearchParams(result as Record<string, string>)}`, 303);
  /** Does a person's change; a refusal is shown to them as the service words it. */
  const change = (c: Context, path: string, done: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return back(c, path, { failed: `Not saved: ${error.message}` });
    }
    return back(c, path, { done });
  };

  app.get("/", (c) => c.html(sitesPage(store)));
  app.get("/lists/:list", (c) => {
    const found = findList(c);
    if (!found) return missing(c);
    const page = z.coerce.number().int().min(1).catch(1).parse(c.req.query("page"));
    return c.html(listPage({ store, ...found, page, search: c.req.query("q") ?? "", ...notice(c) }));
  });
  app.post("/lists/:list/items", async (c) => {
    const found = findList(c);
    if (!found) return missing(c);
    const form = await c.req.formData();
    const columns = shownColumns(found.data.list.columns);
    return change(c, `/lists/${found.data.list.id}`, "The item was added.", () => {
      addByHand(store, found.data, readForm(form, columns, {}, found.site), Number(form.get("as") ?? 1));
    });
  });
  app.get("/lists/:list/items/:item", (c) => {
    const found = findItem(c);
    return found ? c.html(itemPage({ store, ...found, ...notice(c) })) : missing(c);
  });
  app.post("/lists/:list/items/:item", async (c) => {
    const found = findItem(c);
    if (!found) return missing(c);
    const { data, item, site } = found;
    const form = await c.req.formData();
    return change(c, `/lists/${data.list.id}/items/${item.id}`, "Saved as a new version.", () => {
      const fields = readForm(form, shownColumns(data.list.columns), item.values, site);
      editByHand(store, data, item.id, fields, Number(form.get("as") ?? 1));
    });
  });
  app.post("/lists/:list/items/:item/delete", (c) => {
    const found = findItem(c);
    if (!found) return missing(c);
    const { data, item } = found;
    return change(c, `/lists/${data.list.id}`, `Item ${item.id} is in the recycle bin.`, () =>
      deleteByHand(store, data, item.id),
    );
  });
  app.post("/lists/:list/items/:item/restore", (c) => {
    const found = findList(c);
    if (!found) return missing(c);
    const id = Number(c.req.param("item"));
    return change(c, `/lists/${found.data.list.id}`, `Item ${id} is back.`, () => {
      restoreByHand(store, found.data, id);
    });
  });

  app.get("/requests", (c) => c.html(requestsPage(graph, notice(c))));
  app.get("/requests/live", (c) => c.html(livePart(graph)));
  app.post("/requests/meter", async (c) => {
    const form = z.object({ tier: z.enum(tierNames), enabled: z.enum(["on", "off"]) }).parse(await c.req.parseBody());
    graph.meter.tier = form.tier;
    graph.meter.enabled = form.enabled === "on";
    return back(c, "/requests", { done: `Throttling is ${form.enabled}.` });
  });
  app.post("/requests/faults", async (c) => {
    const { preset: id } = await c.req.parseBody();
    if (id === "clear") graph.faults.clear();
    const preset = presets.find((each) => each.id === id);
    if (preset) graph.faults.add(faultSchema.parse(preset.rule));
    return back(c, "/requests", { done: preset ? `In force: ${preset.name}.` : "All rules are cleared." });
  });

  app.route("/", leverPages(graph));

  app.get("/database", (c) => c.html(databasePage(database)));
  app.post("/database/:change", async (c) => {
    await database.run(c.req.param("change"));
    return c.redirect("/database", 303);
  });

  /** Addresses as Graph gives them in `webUrl` lead to the page of what they name. */
  app.get("*", (c) => {
    const found = findByAddress(store, new URL(c.req.url));
    if (!found) return missing(c);
    if (!found.data) return c.redirect(`/#${siteAnchor(found.site)}`);
    const list = `/lists/${found.data.list.id}`;
    return c.redirect(found.itemId === undefined ? list : `${list}/items/${found.itemId}`);
  });

  return app;
}
