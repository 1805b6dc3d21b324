import { describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { containing, type Harness, including, like, someText } from "./harness";

/** What cannot be served is refused with the right code, and no secret is shown. */
export function describeRefusals<Config>(harness: Harness<Config>): void {
  const { connector, dialect } = harness;
  describe("refusals", () => {
    it("names a table that is gone", async () => {
      await harness.numbered("dropped", 1);
      await harness.server.execute(`DROP TABLE ${harness.quoted("dropped")}`);
      const reading = harness.readAll({ table: harness.refTo("dropped"), columns: ["n"], keyColumns: ["n"] });
      await expect(reading).rejects.toThrowError(
        like({
          code: "source-object-missing",
          trait: "halt",
          message: containing("dropped"),
        }),
      );
    });

    it("names the columns that are gone", async () => {
      await harness.numbered("narrow", 1);
      const reading = harness.readAll({
        table: harness.refTo("narrow"),
        columns: ["n", "lost", "gone"],
        keyColumns: ["n"],
      });
      await expect(reading).rejects.toThrowError(
        like({ code: "source-object-missing", message: containing("lost, gone") }),
      );
    });

    it("tells a wrong password from a server that is not there", async () => {
      await expect(connector.connect(harness.server.wrongPassword)).rejects.toMatchObject({
        code: "source-login",
        trait: "halt",
      });
      await expect(connector.connect(harness.server.nothingListens)).rejects.toMatchObject({
        code: "source-unreachable",
        trait: "transient",
      });
    });

    it("never shows the password", async () => {
      const failure = await connector.connect(harness.server.wrongPassword).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SyncError);
      const { inspect } = await import("node:util");
      expect(inspect(failure, { depth: 10 })).not.toContain(harness.server.secret);
      expect(JSON.stringify(await connector.check(harness.server.wrongPassword))).not.toContain(harness.server.secret);
    });

    it("catalogs and reads exactly what a login may see", async () => {
      await harness.numbered("granted", 2);
      await harness.numbered("forbidden", 2);
      await harness.server.execute(dialect.grantSelect(harness.quoted("granted")));
      const limited = await connector.connect(harness.server.withoutRights);
      try {
        const tables = await harness.introspected(limited);
        // Other parts of the suite grant tables of their own.
        const granted = ["granted", "sampled_granted", "granted_only"];
        expect(tables.has("granted")).toBe(true);
        expect([...tables.keys()].filter((name) => !granted.includes(name))).toEqual([]);
        const { rows } = await harness.readAll(
          { table: harness.refTo("granted"), columns: ["n"], keyColumns: ["n"] },
          limited,
        );
        expect(rows).toHaveLength(2);
        const reading = harness.readAll(
          { table: harness.refTo("forbidden"), columns: ["n"], keyColumns: ["n"] },
          limited,
        );
        await expect(reading).rejects.toMatchObject({ code: "source-permission", trait: "halt" });
      } finally {
        await limited.close();
      }
    });
  });

  describe("check", () => {
    it("finds nothing wrong with a login that may read", async () => {
      await harness.numbered("checked", 1);
      const findings = await connector.check(harness.server.config);
      expect(findings.filter((finding) => finding.level === "error")).toEqual([]);
      expect(findings.map((finding) => finding.id)).toEqual(
        including(["network", "tls", "login", "database", "version", "read-permission", "clock"]),
      );
    });

    it("reports what failed with a remedy, and what had passed before", async () => {
      const login = await connector.check(harness.server.wrongPassword);
      expect(login).toContainEqual(like({ id: "network", level: "ok" }));
      expect(login).toContainEqual(like({ id: "login", level: "error", remedy: someText }));
      const network = await connector.check(harness.server.nothingListens);
      expect(network).toEqual([like({ id: "network", level: "error", remedy: someText })]);
    });
  });
}
