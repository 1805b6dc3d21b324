import { describe, expect, it } from "vitest";
import type { ReadRequest } from "../connector";
import { type Harness, never } from "./harness";

/** Aborting, closing and leaving in the middle free everything. */
export function describeInterruption<Config>(harness: Harness<Config>): void {
  const { connector, dialect } = harness;
  describe("interruption", () => {
    it("stops between two pages when the signal fires", async () => {
      await harness.numbered("stopped", 100);
      for (const keyColumns of [["n"], null]) {
        const controller = new AbortController();
        const reading = await harness.connection.read(
          { table: harness.refTo("stopped"), columns: ["n"], keyColumns, pageSize: 10 },
          controller.signal,
        );
        const reason = new Error("enough");
        const consume = async () => {
          for await (const page of reading.pages()) {
            expect(page).toHaveLength(10);
            controller.abort(reason);
          }
        };
        await expect(consume()).rejects.toBe(reason);
        await reading.close();
      }
    });

    it("breaks off in the middle of a page when the signal fires, and frees the server", async () => {
      await harness.server.execute(`CREATE VIEW ${harness.quoted("slow")} AS ${dialect.slowQuery}`);
      const own = await connector.connect(harness.server.config);
      const others = (await harness.server.openConnections()) - 1;
      const controller = new AbortController();
      const reading = await own.read(
        { table: harness.refTo("slow"), columns: ["n"], keyColumns: null, pageSize: 10 },
        controller.signal,
      );
      const reason = new Error("enough");
      setTimeout(() => controller.abort(reason), 200);
      await expect(reading.pages()[Symbol.asyncIterator]().next()).rejects.toBe(reason);
      await reading.close();
      await own.close();
      await expect.poll(() => harness.server.openConnections(), { timeout: 10_000 }).toBeLessThanOrEqual(others);
    });

    it("breaks off when the reading is closed in the middle of a page", async () => {
      await harness.server.execute(`CREATE VIEW ${harness.quoted("slow_to_close")} AS ${dialect.slowQuery}`);
      const own = await connector.connect(harness.server.config);
      const reading = await own.read(
        { table: harness.refTo("slow_to_close"), columns: ["n"], keyColumns: null, pageSize: 10 },
        never,
      );
      const page = reading.pages()[Symbol.asyncIterator]().next();
      setTimeout(() => void reading.close(), 200);
      await expect(page).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
      await own.close();
    });

    it("rejects at once when the signal has fired already", async () => {
      await harness.numbered("late", 1);
      const reason = new Error("too late");
      const request: ReadRequest = { table: harness.refTo("late"), columns: ["n"], keyColumns: ["n"], pageSize: 10 };
      await expect(harness.connection.read(request, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it("goes on working after readings that were left, closed twice or aborted", async () => {
      await harness.numbered("again", 50);
      for (let round = 0; round < 12; round++) {
        const keyColumns = round % 2 === 0 ? ["n"] : null;
        const reading = await harness.connection.read(
          { table: harness.refTo("again"), columns: ["n"], keyColumns, pageSize: 10 },
          never,
        );
        for await (const page of reading.pages()) {
          expect(page).toHaveLength(10);
          break;
        }
        await Promise.all([reading.close(), reading.close()]);
      }
      const { rows } = await harness.readAll({ table: harness.refTo("again"), columns: ["n"], keyColumns: ["n"] });
      expect(rows).toHaveLength(50);
    });

    it("gives all connections back when it is closed, open readings included", async () => {
      await harness.numbered("left_open", 100);
      const before = await harness.server.openConnections();
      const own = await connector.connect(harness.server.config);
      const request: ReadRequest = {
        table: harness.refTo("left_open"),
        columns: ["n"],
        keyColumns: null,
        pageSize: 10,
      };
      const readings = [await own.read(request, never), await own.read(request, never)];
      for (const reading of readings) await reading.pages()[Symbol.asyncIterator]().next();
      expect(await harness.server.openConnections()).toBeGreaterThan(before);
      await own.close();
      await own.close();
      await expect.poll(() => harness.server.openConnections(), { timeout: 10_000 }).toBeLessThanOrEqual(before);
      await expect(own.read(request, never)).rejects.toMatchObject({ code: "source-interrupted" });
    });
  });
}
