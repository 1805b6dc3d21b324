import { describe, expect, it } from "vitest";
import type { RowChange } from "../connector";
import type { Harness } from "./harness";

const always = (): boolean => true;

/** What was read can be written, and is then read as before. */
export function describeWriteValues<Config>(harness: Harness<Config>): void {
  const { dialect } = harness;
  describe("writing values", () => {
    it("writes and finds texts as they are, long, empty or padded", async () => {
      await harness.createTable("texts", [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `label ${dialect.longText}`]);
      const texts = ["", " both sides  ", "line\r\nend\ttab", "🙂 é 名前", "null", "0".repeat(100_000)];
      const outcomes = await harness.writeAll({
        name: "texts",
        changes: texts.map((text, n): RowChange => ({ kind: "insert", values: { n: String(n), label: text } })),
      });
      expect(outcomes).toEqual(
        texts.map((text, n) => ({ result: "written", key: [String(n)], row: [String(n), text] })),
      );
      const { rows } = await harness.readAll({
        table: harness.refTo("texts"),
        columns: ["label"],
        keyColumns: ["n"],
      });
      expect(rows).toEqual(texts.map((text) => [text]));
    });

    it.each(dialect.values.map((value, index) => ({ ...value, table: `written_values_${index}` })))(
      "writes values of type $type so that they are read as before",
      async ({ type, kind, values, table, isWritable }) => {
        await harness.createTable(table, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `v ${type}`]);
        const changes: RowChange[] = [];
        for (const [index, [literal, delivered]] of values.entries()) {
          await harness.server.execute(`INSERT INTO ${harness.quoted(table)} (n, v) VALUES (${index}, ${literal})`);
          await harness.server.execute(`INSERT INTO ${harness.quoted(table)} (n) VALUES (${100 + index})`);
          changes.push({ kind: "update", key: [String(100 + index)], values: { v: delivered }, accepts: always });
          changes.push({ kind: "insert", values: { n: String(200 + index), v: delivered } });
        }
        const outcomes = await harness.writeAll({ name: table, columns: ["n", "v"], changes });
        if (kind === "binary" || kind === "geometry") {
          for (const outcome of outcomes) {
            expect(outcome).toMatchObject({ result: "refused", code: "row-column-readonly", column: "v" });
          }
        } else if (isWritable ?? true) {
          expect(outcomes).toEqual(
            values.flatMap(([, delivered], index) =>
              [100, 200].map((base) => {
                const n = String(base + index);
                return { result: "written", key: [n], row: [n, delivered] };
              }),
            ),
          );
        } else {
          for (const outcome of outcomes) expect(outcome).toMatchObject({ result: "refused" });
        }
      },
    );
  });
}
