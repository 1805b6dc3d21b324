import { afterEach, describe, expect, it } from "vitest";
import { useRealServer } from "./real-server";
import { affected, refused, rows } from "./scripted-answer";
import { type ScriptedServer, type ScriptedServerOptions, startScriptedServer } from "./scripted-server";

let started: ScriptedServer | null = null;

afterEach(async () => {
  await started?.stop();
  started = null;
});

/** A server without encryption that serves everything but what it is told to refuse. */
async function serve(refuse: (sql: string) => number | null): Promise<string> {
  const answer: ScriptedServerOptions["answer"] = ({ sql }) => {
    const number = refuse(sql);
    if (number !== null) return refused(number, "No.", { class: 14 });
    return sql.startsWith("SELECT N'") ? rows({ s: "nvarchar" }, [["DROP VIEW left_over"]]) : affected(0);
  };
  started = await startScriptedServer({ logins: { sa: "Geheim-7" }, answer });
  return `mssql://sa:Geheim-7@${started.host}:${started.port}`;
}

const statements = () => started?.statements().map(({ sql }) => sql.replace(/_[0-9a-f]{10}/g, "_x")) ?? [];

describe("the fixture of a real server", () => {
  it("drops what it made where a part of it is refused, and tells the statement", async () => {
    const url = await serve((sql) =>
      sql.startsWith("CREATE DATABASE") ? 262 : sql.startsWith("CREATE LOGIN") ? 15247 : null,
    );
    await expect(useRealServer(url, "Shop. x")).rejects.toThrow(/No\.[\s\S]*The owner ran: CREATE LOGIN/);
    expect(statements()).toEqual(
      expect.arrayContaining(["CREATE SCHEMA [Shop. x]", "DROP VIEW left_over", "DROP LOGIN syncbridge_reader_x"]),
    );
  });
});
