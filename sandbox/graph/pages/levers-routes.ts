import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Graph } from "../dispatch";
import { notifierOf } from "../notifier";
import { defaultProfile, profileSchema } from "../profile";
import { clockSteps, leversPage } from "./levers-page";

/** The page of levers and what its buttons do; the same levers are an API on a port of their own (../levers.ts). */
export function leverPages(graph: Graph): Hono {
  const { store, faults } = graph;
  const app = new Hono();
  const back = (c: Context, result: Record<string, string>) =>
    c.redirect(`/levers?${new URLSearchParams(result)}`, 303);

  app.get("/levers", (c) => c.html(leversPage(graph, { done: c.req.query("done"), failed: c.req.query("failed") })));
  app.post("/levers/clock", async (c) => {
    const { step } = await c.req.parseBody();
    const found = clockSteps.find(({ id }) => id === step);
    store.commit({ t: "clock", offsetMs: found ? store.clock.offsetMs + found.ms : 0 });
    return back(c, { done: found ? `The clock went ${found.name}.` : "The clock is back." });
  });
  app.post("/levers/switches", async (c) => {
    const form = z.object({ name: z.string(), value: z.string(), do: z.string() }).parse(await c.req.parseBody());
    if (form.do === "usual") {
      store.commit({ t: "profile", profile: defaultProfile() });
      return back(c, { done: "Every switch is back as usual." });
    }
    const wish = (value: unknown) => profileSchema.safeParse({ ...store.profile, [form.name]: value });
    const [asJson, asText] = [wish(readValue(form.value)), wish(form.value)];
    const parsed = asJson.success ? asJson : asText;
    if (!parsed.success) return back(c, { failed: `Not set. ${z.prettifyError(parsed.error)}` });
    store.commit({ t: "profile", profile: parsed.data });
    return back(c, { done: `${form.name} is ${form.value}.` });
  });
  app.post("/levers/rules/:id/remove", (c) => {
    faults.remove(c.req.param("id"));
    return back(c, { done: "The rule is gone." });
  });
  app.post("/levers/subscriptions/:id", async (c) => {
    const subscription = store.subscriptions.get(c.req.param("id"));
    if (!subscription) return back(c, { failed: "This subscription is gone already." });
    const { do: wish } = await c.req.parseBody();
    if (wish === "kill") {
      store.commit({ t: "subscription-gone", id: subscription.id });
      return back(c, { done: "The subscription is dead, and nobody was told." });
    }
    await notifierOf(graph).demandReauthorization(subscription);
    return back(c, { done: "Reauthorization was demanded; until then nothing is delivered." });
  });
  return app;
}

/** Numbers, booleans and lists are written as in JSON; a word stands for itself. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
