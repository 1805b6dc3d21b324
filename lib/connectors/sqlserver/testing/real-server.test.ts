import { describe, expect, it } from "vitest";
import { addressOf } from "./real-server";

describe("the address of a real server", () => {
  it.each([
    [
      "mssql://sa:p%40ss@db:1444/shop",
      { server: "db", port: 1444, user: "sa", password: "p@ss", database: "shop" },
      null,
    ],
    ["mssql://sa:x@db", { server: "db", port: 1433, database: "master" }, null],
    ["sqlserver://sa:x@db:1433?database=shop&encrypt=disable", { server: "db", database: "shop" }, false],
    ["mssql://sa:x@db/?encrypt=false", { database: "master" }, false],
    ["mssql://sa:x@db/?encrypt=true&trustServerCertificate=false", { database: "master" }, true],
    ["Server=db,1444;Database=shop;User Id=sa;Password=x", { server: "db", port: 1444, database: "shop" }, null],
    ["Server=db;User Id=sa;Password=x;Encrypt=false", { server: "db" }, false],
  ])("is read: %s", (text, driver, encrypt) => {
    expect(addressOf(text)).toMatchObject({ driver, encrypt });
  });

  it("trusts the server's certificate unless it is said otherwise", () => {
    expect(addressOf("mssql://sa:x@db").driver.options).toEqual({ encrypt: true, trustServerCertificate: true });
    const strict = addressOf("mssql://sa:x@db?encrypt=true&trustServerCertificate=false");
    expect(strict.driver.options).toMatchObject({ trustServerCertificate: false });
  });
});
