import { describe, expect, it } from "vitest";
import { readIntrospectArguments } from "./introspect-arguments";

const url = "postgres://anna:s3cret@h/db";

describe("readIntrospectArguments", () => {
  it("reads every option, patterns as often as they come", () => {
    const args = ["--url", url, "--json", "--check", "--include=sales", "--include", "hr_*", "--exclude", "tmp"];
    expect(readIntrospectArguments([...args, "--tls", "verify", "--ca", "ca.pem"])).toEqual({
      url,
      json: true,
      check: true,
      include: ["sales", "hr_*"],
      exclude: ["tmp"],
      tls: "verify",
      caFile: "ca.pem",
    });
  });

  it("takes an address that stands alone", () => {
    expect(readIntrospectArguments([url])).toMatchObject({ url, json: false, tls: null, include: [] });
  });

  it("answers a call for help before anything else", () => {
    expect(readIntrospectArguments(["--help", "--tls", "never"])).toBeNull();
  });

  it.each([
    [[], /--url/],
    [[url, "s3cret"], /too many/],
    [["--url", url, url], /too many/],
    [["--url"], /unknown or lacks/],
    [["--pasword=s3cret", url], /unknown or lacks/],
    [[url, "--tls", "s3cret"], /off, require or verify/],
    [[url, "--tls", "require", "--ca", "s3cret"], /--tls verify/],
  ])("refuses %j in words that quote nothing", (args, words) => {
    const reading = () => readIntrospectArguments(args);
    expect(reading).toThrowError(
      expect.objectContaining({ code: "input-invalid", message: expect.stringMatching(words) }),
    );
    expect(reading).toThrowError(expect.not.objectContaining({ message: expect.stringContaining("s3cret") }));
  });
});
