import { describe, expect, it } from "vitest";
import type { SourceRow } from "@/lib/engine/types";
import { type Harness, never } from "./harness";

const awkward = [
  "it's",
  'say "x"',
  String.raw`back\slash`,
  String.raw`\x41`,
  "100%_",
  "tab\there",
  "line\nbreak",
  "Größe 名前",
  "semi; -- no comment",
  "$1 ? :x @p0 {fn}",
  "NULL",
  "{a,b}",
  " leading",
];

/** The rows that have given keys. */
export function describeLookUp<Config>(harness: Harness<Config>): void {
  const { dialect } = harness;

  const lookUp = (
    name: string,
    keyColumns: readonly string[],
    columns: readonly string[],
    keys: readonly (readonly string[])[],
  ): Promise<readonly SourceRow[]> =>
    harness.connection.lookUp({ table: harness.refTo(name), columns, keyColumns, keys }, never);

  const ordered = (rows: readonly SourceRow[]): readonly string[] => rows.map((row) => row.join("\u0000")).toSorted();

  describe("looking up", () => {
    it.each(dialect.keys.map((key, index) => ({ ...key, table: `look_up_${index}` })))(
      "finds rows by the text of their keys: $name",
      async ({ columns, table }) => {
        const names = columns.map((column) => column.name);
        await harness.createTable(table, [
          ...columns.map((column) => `${dialect.quote(column.name)} ${column.type} NOT NULL`),
          `payload ${dialect.integer}`,
          `PRIMARY KEY (${names.map(dialect.quote).join(", ")})`,
        ]);
        await harness.server.execute(
          dialect.insertNumbered(harness.quoted(table), [...names, "payload"], 60, [
            ...columns.map((column) => column.of("n")),
            "n",
          ]),
        );
        const wanted = [...names, "payload"];
        const { rows } = await harness.readAll({ table: harness.refTo(table), columns: wanted, keyColumns: names });
        const chosen = rows.filter((_, index) => index % 7 === 0);
        const keys = chosen.map((row) => row.slice(0, names.length).map(String));
        expect(ordered(await lookUp(table, names, wanted, keys))).toEqual(ordered(chosen));
        const reversed = keys.map((key) => key.toReversed());
        expect(ordered(await lookUp(table, names.toReversed(), ["payload"], reversed))).toEqual(
          ordered(chosen.map((row) => row.slice(-1))),
        );
        await harness.server.execute(
          `DELETE FROM ${harness.quoted(table)} WHERE payload IN (${chosen
            .slice(0, 3)
            .map((row) => row.at(-1))
            .join(", ")})`,
        );
        expect(ordered(await lookUp(table, names, wanted, keys))).toEqual(ordered(chosen.slice(3)));
      },
    );

    it("finds a thousand rows at once, each once however often it is asked for", async () => {
      await harness.numbered("look_up_many", 3_000);
      const keys = Array.from({ length: 1_000 }, (_, index) => [String(index * 3 + 1)]);
      const found = await lookUp("look_up_many", ["n"], ["label", "n"], keys);
      expect(new Set(found.map((row) => row[1])).size).toBe(1_000);
      expect(found).toHaveLength(1_000);
      expect(await lookUp("look_up_many", ["n"], ["n"], [["7"], ["7"], ["9999"]])).toEqual([["7"]]);
      expect(await lookUp("look_up_many", ["n"], ["n"], [])).toEqual([]);
    });

    it("finds keys of awkward text", async () => {
      await harness.createTable("look_up_text", [`k ${dialect.text} NOT NULL PRIMARY KEY`, `n ${dialect.integer}`]);
      for (const [index, text] of awkward.entries()) {
        await harness.server.execute(
          `INSERT INTO ${harness.quoted("look_up_text")} VALUES (${dialect.literal(text)}, ${index})`,
        );
      }
      for (const [index, text] of awkward.entries()) {
        expect(await lookUp("look_up_text", ["k"], ["n", "k"], [[text]])).toEqual([[String(index), text]]);
      }
      const all = await lookUp(
        "look_up_text",
        ["k"],
        ["k"],
        [...awkward, "it's not there"].map((text) => [text]),
      );
      expect(all.map(([text]) => text).toSorted()).toEqual(awkward.toSorted());
    });

    it("does not take a longer key for the one it begins with", async () => {
      await harness.createTable("look_up_short", [`k ${dialect.shortText} NOT NULL PRIMARY KEY`]);
      await harness.server.execute(`INSERT INTO ${harness.quoted("look_up_short")} VALUES ('abcde')`);
      expect(await lookUp("look_up_short", ["k"], ["k"], [["abcdef"]])).toEqual([]);
    });

    it("finds the other rows where a key can be no value of its column", async () => {
      await harness.numbered("look_up_strange", 5);
      const keys = ["1", "many", "4", "99999999999999999999", "", "5.5"].map((key) => [key]);
      const found = await lookUp("look_up_strange", ["n"], ["n"], keys);
      expect(found.map(([n]) => n).toSorted()).toEqual(["1", "4"]);
    });

    it("refuses a table and a column that are gone", async () => {
      await harness.numbered("look_up_gone", 1);
      await expect(lookUp("look_up_gone", ["n"], ["lost"], [["1"]])).rejects.toMatchObject({
        code: "source-object-missing",
      });
      await harness.server.execute(`DROP TABLE ${harness.quoted("look_up_gone")}`);
      await expect(lookUp("look_up_gone", ["n"], ["n"], [["1"]])).rejects.toMatchObject({
        code: "source-object-missing",
      });
    });

    it("rejects with the reason when the signal has fired", async () => {
      await harness.numbered("look_up_late", 1);
      const reason = new Error("too late");
      const request = { table: harness.refTo("look_up_late"), columns: ["n"], keyColumns: ["n"], keys: [["1"]] };
      await expect(harness.connection.lookUp(request, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
