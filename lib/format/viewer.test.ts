import { describe, expect, it } from "vitest";
import { viewerLocale, viewerTimeZone } from "./viewer";

describe("what the browser tells about its viewer", () => {
  it.each([
    ["de-DE,de;q=0.9,en;q=0.8", "de-DE"],
    ["*", "en"],
    ["", "en"],
    [null, "en"],
    ["not a tag!,fr;q=0.5", "fr"],
  ])("Accept-Language %s means %s", (header, locale) => expect(viewerLocale(header)).toBe(locale));

  it.each([
    ["Asia/Kathmandu", "Asia/Kathmandu"],
    ["Mars/Olympus", "UTC"],
    [undefined, "UTC"],
    ["", "UTC"],
  ])("zone cookie %s means %s", (cookie, zone) => expect(viewerTimeZone(cookie)).toBe(zone));
});
