import { describe, expect, it } from "vitest";
import { parseSiteAddress } from "./site-address";

const id = "contoso.sharepoint.com,6b1e0000-0000-4000-8000-000000000001,0f3a0000-0000-4000-8000-000000000002";
const ops = ["sites/ops"];

describe("parseSiteAddress", () => {
  it.each([
    ["https://contoso.sharepoint.com/sites/ops", ops],
    ["  https://contoso.sharepoint.com/sites/ops/  ", ops],
    ["contoso.sharepoint.com/sites/ops", ops],
    ["HTTPS://Contoso.SharePoint.com/sites/ops?web=1#top", ops],
    ["https://contoso.sharepoint.com/sites/ops/Lists/Orders/AllItems.aspx?viewid=1", ops],
    ["https://contoso.sharepoint.com/sites/ops/Shared%20Documents/Forms/AllItems.aspx", ops],
    ["https://contoso.sharepoint.com/sites/ops/SitePages/Home.aspx", ops],
    ["https://contoso.sharepoint.com/sites/ops/_layouts/15/viewlsts.aspx", ops],
    ["https://contoso.sharepoint.com/:x:/r/sites/ops/Shared%20Documents/a.xlsx?d=w1", ops],
    ["https://contoso.sharepoint.com/:l:/s/ops/FEabc123?e=x", ops],
    ["https://contoso.sharepoint.com/:f:/t/ops/FEabc123", ["teams/ops"]],
    ["contoso.sharepoint.com:/sites/ops", ops],
    ["contoso.sharepoint.com:/sites/ops:/lists", ops],
    ["https://graph.microsoft.com/v1.0/sites/contoso.sharepoint.com:/sites/ops:/lists", ops],
    ["https://contoso.sharepoint.com/sites/ops/plan", ["sites/ops/plan", "sites/ops"]],
    ["https://contoso.sharepoint.com/sites/Fr%C3%BChling%20Ops", ["sites/Frühling Ops"]],
    ["https://contoso.sharepoint.com", [""]],
    ["https://contoso.sharepoint.com/Lists/Orders", [""]],
    ["https://contoso.sharepoint.com/hr", ["hr", ""]],
  ])("reads %s", (text, paths) => {
    expect(parseSiteAddress(text)).toEqual({ kind: "path", hostname: "contoso.sharepoint.com", paths });
  });

  it.each([id, `https://graph.microsoft.com/v1.0/sites/${id}/lists`, id.replaceAll(",", "%2C")])(
    "finds the site id in %s",
    (text) => {
      expect(parseSiteAddress(text)).toEqual({ kind: "id", siteId: id });
    },
  );

  it.each(["", "ops", "/sites/ops", "just words", "mailto:a@b.c"])("refuses %j", (text) => {
    expect(parseSiteAddress(text)).toBeNull();
  });
});
