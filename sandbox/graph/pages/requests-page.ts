import { html, raw } from "hono/html";
import type { Graph } from "../dispatch";
import { type TenantReading, tierNames } from "../meter";
import { type Html, layout, noticeHtml } from "./layout";

const SHOWN = 60;

/** Asks for the live part again while the page is looked at. */
const script = `
const live=document.getElementById("live"),pause=document.getElementById("pause");
async function refresh(){if(document.hidden||pause.checked)return;const answer=await fetch("/requests/live");if(answer.ok)live.innerHTML=await answer.text()}
setInterval(()=>{refresh().catch(()=>{live.setAttribute("data-offline","")})},1500);
`;

/** Rules a visitor can set with one button; each is an ordinary fault rule. */
export const presets = [
  {
    id: "throttle",
    name: "Refuse the next 20 writes with 429",
    rule: {
      method: "POST|PATCH|DELETE",
      path: "/items",
      where: "any",
      action: { kind: "answer", status: 429, headers: { "Retry-After": "2" } },
      times: 20,
    },
  },
  {
    id: "lose",
    name: "Apply the next batch, lose its answer",
    rule: { method: "POST", path: "/\\$batch", where: "call", action: { kind: "dropAfter" }, times: 1 },
  },
  {
    id: "slow",
    name: "Make every batch take 2 seconds",
    rule: { method: "POST", path: "/\\$batch", where: "call", action: { kind: "delay", ms: 2000 } },
  },
  { id: "outage", name: "Answer everything with 503", rule: { action: { kind: "answer", status: 503 } } },
] as const;

export function requestsPage(graph: Graph, notice: { done?: string; failed?: string }): Html {
  const { meter, faults } = graph;
  const rules = faults.list();
  return layout({
    title: "Requests",
    here: "/requests",
    body: html`<h1>Requests</h1><p class="soft">Calls of applications to the Graph stand-in, newest first. Entries of a batch are shown one by one.</p>
${noticeHtml(notice.done, notice.failed)}
<h2>Levers</h2>
<form class="row" method="post" action="/requests/meter"><div><label for="tier">Tenant size, licences</label><select id="tier" name="tier">${tierNames.map(
      (tier) => html`<option ${tier === meter.tier ? raw("selected") : ""}>${tier}</option>`,
    )}</select></div><button name="enabled" value="${meter.enabled ? "off" : "on"}">${meter.enabled ? "Switch throttling off" : "Switch throttling on"}</button></form>
<div class="row">${presets.map(
      (preset) =>
        html`<form method="post" action="/requests/faults"><button name="preset" value="${preset.id}">${preset.name}</button></form>`,
    )}${rules.length > 0 ? html`<form method="post" action="/requests/faults"><button class="danger" name="preset" value="clear">Clear ${rules.length} ${rules.length === 1 ? "rule" : "rules"}</button></form>` : ""}</div>
<p><label><input type="checkbox" id="pause"> Pause the live view</label></p>
<div id="live">${livePart(graph)}</div><script>${raw(script)}</script>`,
  });
}

/** Unit meter, totals and the latest calls: what changes while one looks. */
export function livePart(graph: Graph): Html {
  const readings = graph.meter.readings(graph.store.clock.now().getTime());
  const tenants = graph.meter.tenantReadings(graph.store.clock.now().getTime());
  const totals = Object.entries(graph.log.summary()).sort(([, a], [, b]) => b.units - a.units);
  const calls = graph.log.latest(SHOWN);
  return html`<h2>Resource units ${graph.meter.enabled ? html`<span class="tag good">Throttling on</span>` : html`<span class="tag">Counted, not throttled</span>`}</h2>
${readings.length === 0 ? html`<p class="soft">No call yet.</p>` : ""}
${readings.map((reading) => meterHtml(graph, reading))}
${tenants.map((reading) => tenantHtml(graph, reading))}
${
  totals.length === 0
    ? ""
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Calls by route"><table><thead><tr><th scope="col">Route</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Units</th><th scope="col">Answers</th></tr></thead><tbody>
${totals.map(
  ([route, total]) =>
    html`<tr><td class="mono">${route}</td><td class="number">${total.calls.toLocaleString("en-US")}</td><td class="number">${total.units.toLocaleString("en-US")}</td><td>${Object.entries(
      total.byStatus,
    ).map(([status, count]) => html`${statusTag(Number(status))} ${count.toLocaleString("en-US")} `)}</td></tr>`,
)}</tbody></table></div>`
}
<h2>Latest calls</h2><div class="scroll" tabindex="0" role="region" aria-label="Latest calls"><table><thead><tr><th scope="col">Time</th><th scope="col">Call</th><th scope="col">Answer</th><th scope="col" class="number">Units</th><th scope="col" class="number">Took, ms</th></tr></thead><tbody>
${calls.length === 0 ? html`<tr><td colspan="5" class="soft">No call yet.</td></tr>` : ""}
${calls.map(
  (call) =>
    html`<tr><td class="tight">${call.at.slice(11, 23)}</td><td class="mono">${call.method} ${shortPath(call.path)}${call.batch === undefined ? "" : html`<span class="tag">batch ${call.batch}</span>`}</td><td>${statusTag(call.status)}${call.fault ? html`<span class="tag bad">by a rule</span>` : ""}</td><td class="number">${call.units}</td><td class="number">${call.ms}</td></tr>`,
)}</tbody></table></div>`;
}

function meterHtml(graph: Graph, reading: ReturnType<Graph["meter"]["readings"]>[number]): Html {
  const tenant = graph.store.tenants.find((each) => each.id === reading.tenantId);
  const app = tenant?.apps.find((each) => each.clientId === reading.appId);
  return html`<div class="row"><strong>${app?.displayName ?? reading.appId}</strong><span class="soft">in ${tenant?.displayName ?? reading.tenantId}</span>
${bar(reading.minute)}
<span>${reading.minute.used.toLocaleString("en-US")} of ${reading.minute.limit.toLocaleString("en-US")} units this minute, ${reading.day.used.toLocaleString("en-US")} of ${reading.day.limit.toLocaleString("en-US")} today, ${reading.refused.toLocaleString("en-US")} calls refused</span></div>`;
}

/** All applications of a tenant share one more limit. */
function tenantHtml(graph: Graph, reading: TenantReading): Html {
  const tenant = graph.store.tenants.find((each) => each.id === reading.tenantId);
  return html`<div class="row"><strong>All applications</strong><span class="soft">in ${tenant?.displayName ?? reading.tenantId}</span>
${bar(reading)}<span>${reading.used.toLocaleString("en-US")} of ${reading.limit.toLocaleString("en-US")} units in five minutes</span></div>`;
}

const bar = ({ used, limit }: { used: number; limit: number }): Html =>
  html`<div class="meter" aria-hidden="true"><i style="width:${Math.min(100, (used / limit) * 100).toFixed(1)}%"></i></div>`;

const statusTag = (status: number): Html => html`<span class="tag ${status < 400 ? "good" : "bad"}">${status}</span>`;

/** Long ids say nothing to a reader. */
const shortPath = (path: string) =>
  decodeURIComponentSafe(path)
    .replace(/contoso\.sharepoint\.com,[0-9a-f-]+,([0-9a-f]{4})[0-9a-f-]+/, "…$1")
    .replace(/lists\/([0-9a-f]{8})-[0-9a-f-]{27}/, "lists/$1…")
    .slice(0, 220);

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
