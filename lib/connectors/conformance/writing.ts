import { describe, expect, it } from "vitest";
import type { SourceRow } from "@/lib/engine/types";
import { digits, type Harness } from "./harness";

const always = (): boolean => true;

/** Rows are written one by one, each locked, accepted, written, read back and committed. */
export function describeWriting<Config>(harness: Harness<Config>): void {
  const { dialect } = harness;

  const label = (name: string, n: number): Promise<string | null> =>
    harness.cell(`SELECT label FROM ${harness.quoted(name)} WHERE n = ${n}`);
  const count = (name: string): Promise<string | null> => harness.cell(`SELECT COUNT(*) FROM ${harness.quoted(name)}`);

  describe("writing", () => {
    it("inserts, updates and deletes, and reads each row back", async () => {
      await harness.numbered("written", 3);
      const outcomes = await harness.writeAll({
        name: "written",
        columns: ["label", "n"],
        changes: [
          { kind: "insert", values: { n: "10", label: "it's “new” \\ 名前" } },
          { kind: "insert", values: { n: "11" } },
          { kind: "update", key: ["1"], values: { label: "after" }, accepts: always },
          { kind: "update", key: ["2"], values: { label: null }, accepts: always },
          { kind: "update", key: ["10"], values: { n: "12" }, accepts: always },
          { kind: "update", key: ["99"], values: { label: "nobody" }, accepts: always },
          { kind: "delete", key: ["3"], accepts: always },
          { kind: "delete", key: ["3"], accepts: always },
        ],
      });
      expect(outcomes).toEqual([
        { result: "written", key: ["10"], row: ["it's “new” \\ 名前", "10"] },
        { result: "written", key: ["11"], row: [null, "11"] },
        { result: "written", key: ["1"], row: ["after", "1"] },
        { result: "written", key: ["2"], row: [null, "2"] },
        { result: "written", key: ["12"], row: ["it's “new” \\ 名前", "12"] },
        { result: "missing" },
        { result: "written", key: ["3"], row: null },
        { result: "missing" },
      ]);
      const { rows } = await harness.readAll({ table: harness.refTo("written"), columns: ["n"], keyColumns: ["n"] });
      expect(rows.map(([n]) => n)).toEqual(["1", "2", "11", "12"]);
    });

    it("returns the key that the database made, and what it computes", async () => {
      await harness.createTable("made", [
        `id ${dialect.identity}`,
        `label ${dialect.text}`,
        `size ${dialect.integer}`,
        `twice ${dialect.generated("size * 2")}`,
      ]);
      const [first, second, third] = await harness.writeAll({
        name: "made",
        keyColumns: ["id"],
        columns: ["id", "label", "twice"],
        changes: [
          { kind: "insert", values: { label: "a", size: "21" } },
          { kind: "insert", values: { label: "b" } },
          { kind: "insert", values: {} },
        ],
      });
      expect(first).toEqual({ result: "written", key: [digits], row: [digits, "a", "42"] });
      expect(second).toEqual({ result: "written", key: [digits], row: [digits, "b", null] });
      expect(third).toEqual({ result: "written", key: [digits], row: [digits, null, null] });
      if (first?.result !== "written") throw new Error("The first row was not written.");
      const key = first.key;
      expect(
        await harness.writeAll({
          name: "made",
          keyColumns: ["id"],
          columns: ["twice"],
          changes: [{ kind: "update", key, values: { size: "4" }, accepts: ([twice]) => twice === "42" }],
        }),
      ).toEqual([{ result: "written", key, row: ["8"] }]);
    });

    it("reads back what triggers made of the row", async () => {
      await harness.createTable("stamped", [`n ${dialect.identity}`, `label ${dialect.text}`]);
      await harness.execute(dialect.upperTrigger(harness.quoted("stamped")));
      const [inserted] = await harness.writeAll({
        name: "stamped",
        changes: [{ kind: "insert", values: { label: "shout" } }],
      });
      expect(inserted).toEqual({ result: "written", key: [digits], row: [digits, "SHOUT"] });
      if (inserted?.result !== "written") throw new Error("The row was not written.");
      const { key } = inserted;
      expect(
        await harness.writeAll({
          name: "stamped",
          changes: [
            { kind: "update", key, values: { label: "again" }, accepts: always },
            { kind: "delete", key, accepts: ([, text]) => text === "AGAIN" },
          ],
        }),
      ).toEqual([
        { result: "written", key, row: [key[0], "AGAIN"] },
        { result: "written", key, row: null },
      ]);
    });

    it("leaves a row alone that is not accepted, and shows it as it stands", async () => {
      await harness.numbered("accepted", 2);
      const seen: SourceRow[] = [];
      const refuse = (row: SourceRow): boolean => {
        seen.push(row);
        return false;
      };
      const outcomes = await harness.writeAll({
        name: "accepted",
        columns: ["label", "n"],
        changes: [
          { kind: "update", key: ["1"], values: { label: "ours" }, accepts: refuse },
          { kind: "delete", key: ["2"], accepts: refuse },
        ],
      });
      expect(outcomes).toEqual([
        { result: "changed", row: ["before", "1"] },
        { result: "changed", row: ["before", "2"] },
      ]);
      expect(seen).toEqual([
        ["before", "1"],
        ["before", "2"],
      ]);
      expect([await label("accepted", 1), await count("accepted")]).toEqual(["before", "2"]);
      // Nothing stays locked.
      await harness.server.execute(`UPDATE ${harness.quoted("accepted")} SET label = 'theirs'`);
      expect(await label("accepted", 1)).toBe("theirs");
    });

    it("F1: finds rows by a composite key in any order, and takes none for another", async () => {
      await harness.createTable("composite", [
        `a ${dialect.integer} NOT NULL`,
        `b ${dialect.text} NOT NULL`,
        `label ${dialect.text}`,
        "PRIMARY KEY (a, b)",
      ]);
      const outcomes = await harness.writeAll({
        name: "composite",
        keyColumns: ["b", "a"],
        columns: ["label"],
        changes: [
          { kind: "insert", values: { a: "1", b: "23", label: "first" } },
          { kind: "insert", values: { a: "12", b: "3", label: "second" } },
          { kind: "update", key: ["3", "12"], values: { label: "changed" }, accepts: ([text]) => text === "second" },
        ],
      });
      expect(outcomes).toEqual([
        { result: "written", key: ["23", "1"], row: ["first"] },
        { result: "written", key: ["3", "12"], row: ["second"] },
        { result: "written", key: ["3", "12"], row: ["changed"] },
      ]);
    });
  });
}
