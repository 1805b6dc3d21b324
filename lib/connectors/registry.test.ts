import { describe, expect, it } from "vitest";
import { connectorFor } from "./registry";

describe("connectorFor", () => {
  it("finds the connector of a stored kind", () => {
    expect(connectorFor("POSTGRES")).toMatchObject({ kind: "POSTGRES", label: "PostgreSQL", defaultPort: 5432 });
    expect(connectorFor("MYSQL")).toMatchObject({ kind: "MYSQL", defaultPort: 3306 });
    expect(connectorFor("SQLSERVER")).toMatchObject({ kind: "SQLSERVER", defaultPort: 1433, defaultTlsMode: "verify" });
  });

  it("says which kinds there are when asked for another", () => {
    expect(() => connectorFor("ORACLE")).toThrowError(
      expect.objectContaining({
        code: "input-invalid",
        remedy: "Choose one of: PostgreSQL, SQL Server, MySQL.",
        details: { kind: "ORACLE" },
      }),
    );
  });

  it("parses what it is given by the connector's own schema", async () => {
    const connecting = (async () => connectorFor("POSTGRES").connect({ host: "" }))();
    await expect(connecting).rejects.toThrowError(/host name or address/);
  });
});
