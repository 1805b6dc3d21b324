import { describe, expect, it } from "vitest";
import type { SourceRow } from "@/lib/engine/types";
import type { RowChange } from "../connector";
import { type Harness, never } from "./harness";

const always = (): boolean => true;

/** Others change the same rows at the same time, and the work is broken off: no edit is lost and nothing is written twice. */
export function describeWriteContention<Config>(harness: Harness<Config>): void {
  const { connector } = harness;

  const label = (name: string, n: number): Promise<string | null> =>
    harness.cell(`SELECT label FROM ${harness.quoted(name)} WHERE n = ${n}`);
  const count = (name: string): Promise<string | null> => harness.cell(`SELECT COUNT(*) FROM ${harness.quoted(name)}`);

  describe("writing among others", () => {
    it("waits for a row that somebody else is changing, and never overwrites what they did", async () => {
      await harness.numbered("contended", 1);
      const update = `UPDATE ${harness.quoted("contended")} SET label = 'theirs' WHERE n = 1`;
      const theirs = await harness.server.openTransaction(update);
      const seen: (string | null | undefined)[] = [];
      const accepts = ([, text]: SourceRow): boolean => {
        seen.push(text);
        return text === "before";
      };
      try {
        const ours = harness.writeAll({
          name: "contended",
          changes: [{ kind: "update", key: ["1"], values: { label: "ours" }, accepts }],
        });
        const ended = ours.catch((error: unknown) => error);
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(seen).toEqual([]);
        await theirs.commit();
        const outcome = await ended;
        if (seen.length > 0) expect(outcome).toEqual([{ result: "changed", row: ["1", "theirs"] }]);
        else expect(outcome).toMatchObject({ code: "source-busy", trait: "transient" });
      } finally {
        await theirs.rollback();
      }
      expect(await label("contended", 1)).toBe("theirs");
    });

    it("stops between two changes when the signal fires, and writes nothing twice", async () => {
      await harness.numbered("stopped_writes", 0);
      const controller = new AbortController();
      const reason = new Error("enough");
      const changes = [1, 2, 3, 4].map((n): RowChange => ({ kind: "insert", values: { n: String(n), label: "x" } }));
      const request = {
        table: harness.refTo("stopped_writes"),
        keyColumns: ["n"],
        columns: ["n"],
        changes,
      };
      const told: unknown[] = [];
      const consume = async () => {
        for await (const outcome of harness.connection.write(request, controller.signal)) {
          told.push(outcome);
          if (told.length === 2) controller.abort(reason);
        }
      };
      await expect(consume()).rejects.toBe(reason);
      expect([told.length, await count("stopped_writes")]).toEqual([2, "2"]);
      for await (const outcome of harness.connection.write({ ...request, changes: changes.slice(2) }, never)) {
        expect(outcome.result).toBe("written");
        break;
      }
      expect(await count("stopped_writes")).toBe("3");
    });

    it("breaks off waiting for a lock when the signal fires", async () => {
      await harness.numbered("locked_out", 1);
      const own = await connector.connect(harness.server.config);
      const theirs = await harness.server.openTransaction(`DELETE FROM ${harness.quoted("locked_out")} WHERE n = 1`);
      try {
        const controller = new AbortController();
        const reason = new Error("enough");
        setTimeout(() => controller.abort(reason), 200);
        const changes: RowChange[] = [{ kind: "update", key: ["1"], values: { label: "ours" }, accepts: always }];
        const request = { table: harness.refTo("locked_out"), keyColumns: ["n"], columns: ["n"], changes };
        const next = own.write(request, controller.signal)[Symbol.asyncIterator]().next();
        await expect(next).rejects.toBe(reason);
      } finally {
        await theirs.rollback();
        await own.close();
      }
      expect(await label("locked_out", 1)).toBe("before");
    });
  });
}
