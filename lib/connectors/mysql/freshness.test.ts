import { describe, expect, it } from "vitest";
import { compareTokens } from "./freshness";

const a = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
const b = "4f22fa47-71ca-11e1-9e33-c80aa9429562";
const mysql = (set: string) => `gtid:${a}:${set}`;
const mariadb = (position: string) => `gtid:0:${position}`;

describe("compareTokens", () => {
  it.each([
    ["one more transaction", mysql(`${a}:1-6`), mysql(`${a}:1-5`), "newer"],
    ["the same", mysql(`${a}:1-5`), mysql(`${a}:1-5`), "same"],
    ["the same in other words", mysql(`${a.toUpperCase()}:1-3:4-5`), mysql(`${a}:5:1-4`), "same"],
    ["the same, read from another server", `gtid:${b}:${a}:1-5`, mysql(`${a}:1-5`), "same"],
    ["a gap", mysql(`${a}:1-3:5-9`), mysql(`${a}:1-5`), "incomparable"],
    ["fewer", mysql(`${a}:1-4`), mysql(`${a}:1-5`), "older"],
    ["a further source of transactions", mysql(`${a}:1-5,${b}:1`), mysql(`${a}:1-5`), "newer"],
    ["each ahead in something", mysql(`${a}:1-6,${b}:1`), mysql(`${a}:1-5,${b}:1-2`), "incomparable"],
    ["another server", mysql(`${b}:1-9`), mysql(`${a}:1-5`), "incomparable"],
    ["line breaks of the server", mysql(`${a}:1-5,\n${b}:1-2`), mysql(`${a}:1-5,${b}:1-2`), "same"],
    ["tags", mysql(`${a}:1-5:blue:1-3`), mysql(`${a}:1-5:blue:1-2`), "newer"],
    ["a tag that the other has not", mysql(`${a}:1-5:blue:1`), mysql(`${a}:1-6`), "incomparable"],
    ["numbers beyond 2^53", mysql(`${a}:1-9007199254740993`), mysql(`${a}:1-9007199254740992`), "newer"],
    ["a later number", mariadb("0-1-101"), mariadb("0-1-100"), "newer"],
    ["an earlier number", mariadb("0-1-99"), mariadb("0-1-100"), "older"],
    ["the same number", mariadb("0-1-100"), mariadb("0-1-100"), "same"],
    ["another server after a fail-over", mariadb("0-2-101"), mariadb("0-1-100"), "newer"],
    ["one number by two servers", mariadb("0-2-100"), mariadb("0-1-100"), "incomparable"],
    ["a further domain", mariadb("0-1-100,7-1-1"), mariadb("0-1-100"), "newer"],
    ["each ahead in one domain", mariadb("0-1-101,7-1-1"), mariadb("0-1-100,7-1-2"), "incomparable"],
    ["another domain", mariadb("7-1-100"), mariadb("0-1-100"), "incomparable"],
    ["both dialects", mysql(`${a}:1-5`), mariadb("0-1-100"), "incomparable"],
    ["another kind of database", "pg:7:0/1", mysql(`${a}:1-5`), "incomparable"],
    ["no token", "", mysql(`${a}:1-5`), "incomparable"],
    ["an empty set", mysql(""), mysql(`${a}:1-5`), "incomparable"],
    ["nonsense in a set", mysql(`${a}:1-5:-`), mysql(`${a}:1-5`), "incomparable"],
    ["nonsense in a position", mariadb("0-1"), mariadb("0-1-100"), "incomparable"],
  ] as const)("%s", (_, token, other, expected) => {
    expect(compareTokens(token, other)).toBe(expected);
    const opposite = { newer: "older", older: "newer", same: "same", incomparable: "incomparable" } as const;
    expect(compareTokens(other, token)).toBe(opposite[expected]);
  });
});
