/** The pages' only style sheet: embedded, because the sandbox is one bundled file. Contrast is at least 4.5:1 in both themes. */
export const style = `
:root{color-scheme:light dark;--back:#f5f7f9;--card:#fff;--text:#18222c;--soft:#53616d;--line:#d3dae0;--control:#8895a1;--accent:#0b6570;--accentback:#e2f1f2;--mark:#fff0cc;--marktext:#664400;--bad:#a3261d;--badback:#fbe6e4;--good:#1c6b37;--goodback:#e2f3e7;--bar:#0b6570}
@media(prefers-color-scheme:dark){:root{--back:#11171c;--card:#182027;--text:#e6ecf0;--soft:#a3b0ba;--line:#313d47;--control:#71808d;--accent:#62c8d1;--accentback:#17343a;--mark:#3a2f13;--marktext:#f4dca0;--bad:#ff9d94;--badback:#3d1f1d;--good:#83d79c;--goodback:#17331f;--bar:#62c8d1}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--accent)}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.warning{background:var(--mark);color:var(--marktext);padding:6px 24px;font-size:13px}
header{background:var(--card);border-bottom:1px solid var(--line);padding:10px 24px;display:flex;gap:24px;align-items:center;flex-wrap:wrap}
header .brand{font-size:16px;font-weight:650;color:var(--text);text-decoration:none}
header nav{display:flex;gap:4px;flex-wrap:wrap}
header nav a{padding:4px 10px;border-radius:6px;text-decoration:none;color:var(--soft)}
header nav a[aria-current]{background:var(--accentback);color:var(--accent);font-weight:600}
main{max-width:1440px;margin:0 auto;padding:20px 24px 48px}
h1{font-size:20px;margin:0 0 4px}
h2{font-size:16px;margin:28px 0 8px}
h3{font-size:14px;margin:0 0 6px}
p{margin:0 0 12px;max-width:760px}
.soft{color:var(--soft)}
.crumbs{font-size:13px;margin:0 0 8px;color:var(--soft)}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card)}
table{border-collapse:collapse;width:max-content;min-width:100%}
th,td{text-align:left;padding:7px 12px;height:36px;border-bottom:1px solid var(--line);vertical-align:top;max-width:340px;overflow-wrap:break-word}
td.mono{max-width:520px;overflow-wrap:anywhere}
tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}
thead th{font-size:12px;font-weight:600;color:var(--soft);white-space:nowrap;background:var(--card)}
.number{text-align:right}
code,.mono{font-family:ui-monospace,"IBM Plex Mono",Menlo,monospace;font-size:12.5px}
td.tight{white-space:nowrap}
.tag{display:inline-block;border:1px solid var(--control);border-radius:4px;padding:0 6px;font-size:12px;color:var(--soft);margin-left:6px}
.tag.good{color:var(--good);background:var(--goodback);border-color:transparent}
.tag.bad{color:var(--bad);background:var(--badback);border-color:transparent}
.row{display:flex;gap:8px;align-items:end;flex-wrap:wrap;margin:12px 0}
label{display:block;font-size:13px;color:var(--soft)}
input,select,textarea,button{font:inherit;color:var(--text);background:var(--card);border:1px solid var(--control);border-radius:6px;padding:6px 10px;min-height:34px}
input[type=checkbox]{min-height:0;width:16px;height:16px;vertical-align:-3px}
textarea{width:100%;min-height:84px}
button{cursor:pointer;font-weight:550}
button.main{background:var(--accent);border-color:var(--accent);color:var(--card)}
button.danger{color:var(--bad);border-color:var(--bad)}
.form{display:grid;gap:12px;max-width:760px}
.form input:not([type=checkbox]),.form select{width:100%}
fieldset{border:1px solid var(--line);border-radius:6px;margin:0;padding:8px 12px}
legend{font-size:13px;color:var(--soft)}
fieldset label{display:inline-block;margin-right:14px;color:var(--text)}
pre{margin:0;padding:12px;overflow:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;font-family:ui-monospace,"IBM Plex Mono",Menlo,monospace;font-size:12.5px;white-space:pre-wrap}
.note{border-left:3px solid var(--accent);background:var(--accentback);padding:8px 12px;margin:0 0 16px;border-radius:0 6px 6px 0;max-width:760px}
.note.bad{border-color:var(--bad);background:var(--badback)}
.note p:last-child{margin:0}
.changes{display:grid;gap:16px;grid-template-columns:repeat(auto-fill,minmax(340px,1fr))}
.change{border:1px solid var(--line);border-radius:8px;background:var(--card);padding:14px;display:flex;flex-direction:column;gap:10px}
.change pre{flex:1;background:var(--back)}
.meter{height:8px;background:var(--line);border-radius:4px;overflow:hidden;min-width:140px}
.meter i{display:block;height:100%;background:var(--bar)}
.columns{display:grid;gap:24px;grid-template-columns:minmax(0,1fr)}
@media(min-width:1000px){.columns{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}}
details summary{cursor:pointer;margin:8px 0}
footer{max-width:1440px;margin:0 auto;padding:0 24px 32px;color:var(--soft);font-size:13px}
`;
