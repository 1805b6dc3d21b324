import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import { parseDatabaseUrl } from "./database-url";

describe("parseDatabaseUrl", () => {
  it.each([
    ["postgres://anna@db.example/shop", "POSTGRES"],
    ["postgresql://anna@db.example/shop", "POSTGRES"],
    ["mysql://anna@db.example/shop", "MYSQL"],
    ["mariadb://anna@db.example/shop", "MYSQL"],
    ["mssql://anna@db.example/shop", "SQLSERVER"],
    ["sqlserver://anna@db.example/shop", "SQLSERVER"],
    ["  POSTGRES://anna@db.example/shop\n", "POSTGRES"],
  ])("%s is of kind %s", (text, kind) => {
    expect(parseDatabaseUrl(text)).toMatchObject({
      kind,
      host: "db.example",
      port: null,
      user: "anna",
      password: null,
      database: "shop",
      tlsMode: null,
      ignored: [],
    });
  });

  it("decodes names and passwords, also Unicode ones and a host that is a folder", () => {
    expect(parseDatabaseUrl("postgres://m%C3%BC%20ller:p%40ss%2F%3A%23w%25@h:6543/My%20Db%2F1")).toMatchObject({
      user: "mü ller",
      password: "p@ss/:#w%",
      port: 6543,
      database: "My Db/1",
    });
    expect(parseDatabaseUrl("postgres://anna:päss@h/db")).toMatchObject({ password: "päss" });
    expect(parseDatabaseUrl("postgres://anna@%2Fvar%2Frun/db")).toMatchObject({ host: "/var/run" });
    expect(parseDatabaseUrl("postgres://a:b:c@h/db")).toMatchObject({ password: "b:c" });
  });

  it.each([
    ["postgres://anna@[::1]/db", "::1", null],
    ["mysql://anna@[2001:db8::7]:3307/db", "2001:db8::7", 3307],
    ["mssql://anna@[fe80::1]:14330/db", "fe80::1", 14330],
  ])("%s has the address %s", (text, host, port) => {
    expect(parseDatabaseUrl(text)).toMatchObject({ host, port });
  });

  it("takes a SQL Server's instance from the host or the options, and master where no database is named", () => {
    expect(parseDatabaseUrl("mssql://sa@host%5CSQLEXPRESS/db")).toMatchObject({
      host: "host",
      config: { instanceName: "SQLEXPRESS" },
    });
    expect(parseDatabaseUrl("mssql://sa@host?instanceName=X&applicationIntent=ReadOnly")).toMatchObject({
      host: "host",
      database: "master",
      config: { instanceName: "X", readOnlyIntent: true },
    });
    expect(parseDatabaseUrl("sqlserver://host?database=shop&user=sa&password=p%26")).toMatchObject({
      database: "shop",
      user: "sa",
      password: "p&",
      ignored: [],
    });
  });

  it.each([
    ["no-address-at-all-s3cret", /cannot be read/],
    ["oracle://anna:s3cret@h/db", /no kind of database/],
    ["jdbc:sqlserver://h;password=s3cret", /no kind of database/],
    ["postgres://anna:s3cret@h:99999/db", /cannot be read/],
    ["postgres://anna:s3cret@h/db#x", /%23/],
    ["postgres://anna:s3cret%zz@h/db", /%25/],
    ["postgres://anna:s3cret@h", /no database/],
    ["postgres://h/s3cret", /no user/],
    ["postgres:///s3cret", /no server/],
    ["postgres://anna:s3cret@h/db?sslmode=s3cret", /unknown TLS mode/],
    ["mssql://anna:s3cret@h/db?encrypt=s3cret", /true, false or strict/],
  ])("refuses %s without quoting it", (text, words) => {
    const parsing = () => parseDatabaseUrl(text);
    expect(parsing).toThrow(words);
    try {
      parsing();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: "input-invalid" });
      expect(String(error)).not.toContain("s3cret");
    }
  });
});
