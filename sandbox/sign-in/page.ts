import { html, raw } from "hono/html";
import type { Person, Tenant } from "@/sandbox/graph/entities";

type Html = ReturnType<typeof html>;

const css = `
:root{color-scheme:light dark;--back:#eef1f4;--card:#fff;--text:#17212b;--soft:#55636f;--line:#c9d1d8;--accent:#0d6b74;--focus:#0d6b7433;--mark:#fff3d6;--marktext:#6b4700}
@media(prefers-color-scheme:dark){:root{--back:#10161b;--card:#182027;--text:#e6ecf0;--soft:#9fadb8;--line:#3b4954;--accent:#58c2cb;--focus:#58c2cb44;--mark:#3a2f13;--marktext:#f2d795}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--back);color:var(--text);font:14px/1.45 system-ui,sans-serif;padding:16px}
main{width:100%;max-width:420px;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:28px}
.mark{display:inline-block;background:var(--mark);color:var(--marktext);border-radius:4px;padding:2px 8px;font-size:12px;font-weight:600}
h1{font-size:20px;margin:14px 0 4px}
p{margin:0 0 18px;color:var(--soft)}
form{display:grid;gap:8px}
button{display:grid;grid-template-columns:36px 1fr auto;gap:12px;align-items:center;text-align:left;width:100%;padding:10px 12px;border:1px solid var(--line);border-radius:6px;background:none;color:inherit;font:inherit;cursor:pointer}
button:hover{border-color:var(--accent)}
button:focus-visible{outline:3px solid var(--focus);border-color:var(--accent)}
button[data-hinted]{border-color:var(--accent)}
.face{width:36px;height:36px;border-radius:50%;display:grid;place-items:center;background:var(--accent);color:var(--card);font-weight:600}
button b{display:block}small{color:var(--soft)}
footer{margin-top:20px;padding-top:14px;border-top:1px solid var(--line);color:var(--soft);font-size:12px}
code{font-family:ui-monospace,monospace}
`;

function layout(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${raw(css)}</style></head>
<body><main>${body}</main></body>
</html>`;
}

const initials = (name: string) =>
  name
    .split(" ")
    .map((part) => part.charAt(0))
    .join("");

const roleWord = (person: Person) =>
  person.roles.map((role) => role.replace("SyncBridge.", "")).join(", ") || "No role";

/** The list of demo people; picking one signs in. No password: nothing here is secret. */
export function pickPersonPage(tenant: Tenant, appName: string, action: string, hint: string | undefined): Html {
  const people = tenant.people.toSorted((a, b) => Number(b.upn === hint) - Number(a.upn === hint));
  return layout(
    "Sign in to the sandbox",
    html`<span class="mark">Sandbox sign-in</span>
<h1>Pick who you are</h1>
<p>${tenant.displayName} stands in for Microsoft Entra ID. <b>${appName}</b> asks who signs in; no password is needed here.</p>
<form method="post" action="${action}">
${people.map(
  (person) => html`<button name="login" value="${person.upn}" ${person.upn === hint ? raw("data-hinted") : ""}>
<span class="face" aria-hidden="true">${initials(person.name)}</span><span><b>${person.name}</b><small>${person.upn}</small></span><small>${roleWord(person)}</small></button>`,
)}
</form>
<footer>This page imitates the shape of Entra ID for trying out SyncBridge. It is not made by Microsoft and protects nothing.</footer>`,
  );
}

export function messagePage(title: string, message: string, code?: string): Html {
  return layout(
    title,
    html`<span class="mark">Sandbox sign-in</span><h1>${title}</h1><p>${message}</p>${code ? html`<code>${code}</code>` : ""}`,
  );
}

/** `response_mode=form_post`: the browser posts the answer to the application by itself. */
export function formPostPage(redirectUri: string, fields: Record<string, string>): Html {
  return layout(
    "Signing in",
    html`<form method="post" action="${redirectUri}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit"><span></span><span>Continue to the application</span></button></form>
<script>document.forms[0].submit()</script>`,
  );
}
