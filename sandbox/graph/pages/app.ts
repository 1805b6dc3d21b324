import { Hono } from "hono";
import type { Graph } from "../dispatch";

export interface PageOptions {
  graph: Graph;
  sourceUrl?: string;
}

export function createPageApp({ graph }: PageOptions): Hono {
  const app = new Hono();
  app.get("/", (c) => c.text(`Sandbox SharePoint, ${graph.store.sites.size} sites`));
  return app;
}
