import { html, raw } from "hono/html";
import type { Graph } from "../dispatch";
import type { Subscription } from "../entities";
import { type Delivery, notifierOf } from "../notifier";
import { changedSwitches, defaultProfile, type Profile, profileSchema } from "../profile";
import { type Html, layout, noticeHtml, timeHtml } from "./layout";

const SHOWN = 20;

/** Steps a visitor may take in the sandbox's time. */
export const clockSteps = [
  { id: "hour", name: "1 hour on", ms: 3_600_000 },
  { id: "day", name: "1 day on", ms: 86_400_000 },
  { id: "month", name: "31 days on", ms: 31 * 86_400_000 },
] as const;

/** What of the sandbox can be moved besides its lists: time, what tenants differ in, rules, subscriptions. */
export function leversPage(graph: Graph, notice: { done?: string; failed?: string }): Html {
  return layout({
    title: "Levers",
    here: "/levers",
    body: html`<h1>Levers</h1><p class="soft">What can be moved here that nobody can move at the real service. Throttling and faults for a moment are on the page Requests; every lever is also an address for programs, described in <code>sandbox/graph/levers.ts</code>.</p>
${noticeHtml(notice.done, notice.failed)}
${clockPart(graph)}${switchesPart(graph.store.profile)}${rulesPart(graph)}${subscriptionsPart(graph)}`,
  });
}

function clockPart({ store }: Graph): Html {
  const { offsetMs } = store.clock;
  return html`<h2>Time</h2><p>It is ${timeHtml(store.clock.now().toISOString())} UTC here${offsetMs === 0 ? html`, as everywhere` : html` <span class="tag bad">moved by ${duration(offsetMs)}</span>`}. Tokens, delta links and subscriptions run out by this clock.</p>
<form class="row" method="post" action="/levers/clock">${clockSteps.map(({ id, name }) => html`<button name="step" value="${id}">${name}</button>`)}${
    offsetMs === 0 ? "" : html`<button class="danger" name="step" value="now">Back to now</button>`
  }</form>`;
}

const duration = (ms: number) => {
  const hours = Math.round(ms / 3_600_000);
  return Math.abs(hours) < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
};

function switchesPart(profile: Profile): Html {
  const changed = Object.entries(changedSwitches(profile));
  const usual = defaultProfile();
  const names = Object.keys(usual) as (keyof Profile)[];
  return html`<h2>How this tenant behaves</h2><p class="soft">What the published material leaves open, or tenants do differently. Numbers point to the contract's list of open questions.</p>
${
  changed.length === 0
    ? html`<p>Every switch stands as it usually does.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Changed switches"><table><thead><tr><th scope="col">Switch</th><th scope="col">Now</th><th scope="col">Usually</th></tr></thead><tbody>
${changed.map(([name, value]) => html`<tr><td class="mono">${name}</td><td class="mono">${JSON.stringify(value)}</td><td class="mono">${JSON.stringify(usual[name as keyof Profile])}</td></tr>`)}</tbody></table></div>`
}
<form class="row" method="post" action="/levers/switches"><div><label for="switch">Switch</label><select id="switch" name="name">${names.map(
    (name) => html`<option>${name}</option>`,
  )}</select></div><div><label for="value">Value</label><input id="value" name="value" autocomplete="off"></div><button name="do" value="set">Set</button>${
    changed.length === 0 ? "" : html`<button class="danger" name="do" value="usual">All as usual</button>`
  }</form>
<details><summary>All ${names.length} switches</summary><div class="scroll" tabindex="0" role="region" aria-label="All switches"><table><thead><tr><th scope="col">Switch</th><th scope="col">Decides</th><th scope="col">Usually</th></tr></thead><tbody>
${names.map((name) => html`<tr><td class="mono">${name}</td><td>${profileSchema.shape[name].description ?? ""}</td><td class="mono">${JSON.stringify(usual[name])}</td></tr>`)}</tbody></table></div></details>`;
}

function rulesPart({ faults }: Graph): Html {
  const rules = faults.list();
  return html`<h2>Rules in force</h2>${
    rules.length === 0
      ? html`<p>None: every call is answered as it deserves.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Rules in force"><table><thead><tr><th scope="col">Applies to</th><th scope="col">Does</th><th scope="col" class="number">Matched</th><th scope="col" class="number">Hit</th><th scope="col">Action</th></tr></thead><tbody>
${rules.map(
  ({ id, where, method, path, action, times, seen, hits }) =>
    html`<tr><td class="mono">${where} ${method} ${path}</td><td class="mono">${JSON.stringify(action)}</td><td class="number">${seen}</td><td class="number">${hits}${times === undefined ? "" : ` of ${times}`}</td>
<td><form method="post" action="/levers/rules/${id}/remove"><button aria-label="Remove rule ${id}">Remove</button></form></td></tr>`,
)}</tbody></table></div>`
  }`;
}

function subscriptionsPart(graph: Graph): Html {
  const subscriptions = [...graph.store.subscriptions.values()];
  const deliveries = notifierOf(graph).deliveries.slice(-SHOWN).reverse();
  return html`<h2>Subscriptions</h2>${
    subscriptions.length === 0
      ? html`<p>No application has asked to be told of changes.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Subscriptions"><table><thead><tr><th scope="col">List</th><th scope="col">Told at</th><th scope="col">Until</th><th scope="col">Action</th></tr></thead><tbody>${subscriptions.map((each) => subscriptionRow(graph, each))}</tbody></table></div>`
  }
${
  deliveries.length === 0
    ? ""
    : html`<h2>Latest notifications</h2><div class="scroll" tabindex="0" role="region" aria-label="Latest notifications"><table><thead><tr><th scope="col">Time</th><th scope="col">Kind</th><th scope="col">To</th><th scope="col" class="number">Attempt</th><th scope="col">Outcome</th></tr></thead><tbody>${deliveries.map(deliveryRow)}</tbody></table></div>`
}`;
}

function subscriptionRow({ store }: Graph, subscription: Subscription): Html {
  const { id, listId, notificationUrl, expires, isPaused } = subscription;
  const isOver = Date.parse(expires) <= store.clock.now().getTime();
  const state = isOver
    ? html`<span class="tag bad">Expired</span>`
    : isPaused
      ? html`<span class="tag bad">Paused</span>`
      : "";
  return html`<tr><td><a href="/lists/${listId}">${store.lists.get(listId)?.list.displayName ?? listId}</a></td><td class="mono">${notificationUrl}</td><td class="tight">${timeHtml(expires)}${state}</td>
<td><form class="row" method="post" action="/levers/subscriptions/${id}"><button name="do" value="demand" ${isPaused ? raw("disabled") : ""}>Demand reauthorization</button><button class="danger" name="do" value="kill">Let it die silently</button></form></td></tr>`;
}

const deliveryRow = ({ at, kind, url, attempt, status, outcome }: Delivery): Html =>
  html`<tr><td class="tight">${timeHtml(at)}</td><td>${kind}</td><td class="mono">${url}</td><td class="number">${attempt}</td><td>${outcome}${status === undefined ? "" : html`<span class="tag ${status < 300 ? "good" : "bad"}">${status}</span>`}</td></tr>`;
