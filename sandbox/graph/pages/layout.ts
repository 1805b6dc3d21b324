import { html, raw } from "hono/html";
import { style } from "./style";

export type Html = ReturnType<typeof html>;

const places = [
  { href: "/", name: "Sites" },
  { href: "/requests", name: "Requests" },
  { href: "/levers", name: "Levers" },
  { href: "/database", name: "Demo database" },
] as const;

interface LayoutOptions {
  title: string;
  here: (typeof places)[number]["href"];
  body: Html;
}

/** Every page says what it is: a stand-in, and how far it can be trusted. */
export function layout({ title, here, body }: LayoutOptions): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Sandbox SharePoint</title><link rel="icon" href="data:,"><style>${raw(style)}</style></head>
<body>
<aside class="warning" aria-label="What this is"><strong>Sandbox.</strong> This is not SharePoint: it stands in for it on this machine, so that SyncBridge can be tried without a tenant.</aside>
<header><a class="brand" href="/">Sandbox SharePoint</a>
<nav aria-label="Pages">${places.map(
    (place) => html`<a href="${place.href}" ${place.href === here ? raw('aria-current="page"') : ""}>${place.name}</a>`,
  )}</nav></header>
<main>${body}</main>
<footer>Written from published material about Microsoft Graph and never compared with a live tenant. What works here is not proven to work there. Not made or endorsed by Microsoft.</footer>
</body>
</html>`;
}

/** A time as people read it, exact in its title; everything in the sandbox is UTC. */
export function timeHtml(iso: string): Html {
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
}

export const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

/** What the last form did, shown once on the next page. */
export function noticeHtml(done: string | undefined, failed: string | undefined): Html {
  if (failed) return html`<div class="note bad" role="alert"><p>${failed}</p></div>`;
  return done ? html`<div class="note" role="status"><p>${done}</p></div>` : html``;
}
