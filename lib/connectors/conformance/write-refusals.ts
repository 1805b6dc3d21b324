import { describe, expect, it } from "vitest";
import type { RowChange, RowValues, WriteOutcome } from "../connector";
import { containing, type Harness } from "./harness";

const always = (): boolean => true;

type Refusal = Partial<Extract<WriteOutcome, { result: "refused" }>>;

/** What the server refuses for the row's own sake is an outcome with its reason, and never touches its neighbours. */
export function describeWriteRefusals<Config>(harness: Harness<Config>): void {
  const { connector, dialect } = harness;
  let made = 0;

  /** A parent row 1, and a table with a rule of every sort that holds row 1. */
  const make = async (): Promise<{ readonly name: string; readonly parent: string }> => {
    const name = `ruled_${made++}`;
    const parent = `${name}_parent`;
    await harness.createTable(parent, [`id ${dialect.integer} NOT NULL PRIMARY KEY`]);
    await harness.createTable(name, [
      `n ${dialect.integer} NOT NULL PRIMARY KEY`,
      `label ${dialect.text}`,
      `code ${dialect.integer}`,
      `amount ${dialect.integer}`,
      `parent ${dialect.integer}`,
      `needed ${dialect.text} NOT NULL`,
      `short ${dialect.shortText}`,
      `small ${dialect.smallInteger}`,
      `born ${dialect.date}`,
      `twice ${dialect.generated("amount * 2")}`,
      `CONSTRAINT ${name}_once UNIQUE (code)`,
      `CONSTRAINT ${name}_positive CHECK (amount > 0)`,
      `CONSTRAINT ${name}_to_parent FOREIGN KEY (parent) REFERENCES ${harness.quoted(parent)} (id)`,
    ]);
    await harness.server.execute(`INSERT INTO ${harness.quoted(parent)} VALUES (1)`);
    await harness.server.execute(
      `INSERT INTO ${harness.quoted(name)} (n, code, parent, needed) VALUES (1, 1, 1, 'x'), (2, 2, 1, 'x')`,
    );
    return { name, parent };
  };

  const cases: readonly [name: string, values: RowValues, refusal: (table: string) => Refusal][] = [
    ["a value that must be unique", { code: "1" }, (t) => ({ code: "row-not-unique", constraint: `${t}_once` })],
    ["a parent that is not there", { parent: "7" }, (t) => ({ code: "row-foreign-key", constraint: `${t}_to_parent` })],
    ["a value that a check forbids", { amount: "0" }, (t) => ({ code: "row-check", constraint: `${t}_positive` })],
    ["a NULL where none may be", { needed: null }, () => ({ code: "row-null", column: "needed" })],
    ["a text that is too long", { short: "sixsix" }, () => ({ code: "row-too-long" })],
    ["a number that is too large", { small: "100000" }, () => ({ code: "row-out-of-range" })],
    ["a text that is no number", { amount: "many" }, () => ({ code: "row-value-invalid" })],
    ["a text that is no day", { born: "yesterday-ish" }, () => ({ code: "row-value-invalid" })],
    ["a day that does not exist", { born: "2026-02-30" }, () => ({})],
    ["a column that computes itself", { twice: "4" }, () => ({ code: "row-column-readonly" })],
    [
      "what a trigger forbids",
      { label: "forbidden" },
      () => ({ code: "row-refused", message: containing("not today") as string }),
    ],
  ];

  describe("refusing rows", () => {
    it.each(cases)("names the reason of %s, and writes the neighbours", async (_, values, refusal) => {
      const { name } = await make();
      await harness.execute(dialect.refusingTrigger(harness.quoted(name)));
      const good: RowValues = { needed: "good" };
      const outcomes = await harness.writeAll({
        name,
        columns: ["n", "needed"],
        changes: [
          { kind: "insert", values: { ...good, n: "10" } },
          { kind: "insert", values: { ...good, n: "11", ...values } },
          { kind: "update", key: ["2"], values, accepts: always },
          { kind: "update", key: ["2"], values: good, accepts: always },
        ],
      });
      expect(outcomes).toEqual([
        { result: "written", key: ["10"], row: ["10", "good"] },
        expect.objectContaining({ result: "refused", ...refusal(name) }),
        expect.objectContaining({ result: "refused", ...refusal(name) }),
        { result: "written", key: ["2"], row: ["2", "good"] },
      ]);
      expect(await harness.cell(`SELECT COUNT(*) FROM ${harness.quoted(name)}`)).toBe("3");
    });

    it("names the reason why a row may not be inserted twice or deleted", async () => {
      const { name, parent } = await make();
      expect(
        await harness.writeAll({
          name,
          columns: ["n"],
          changes: [{ kind: "insert", values: { n: "1", needed: "x" } }],
        }),
      ).toMatchObject([{ result: "refused", code: "row-not-unique" }]);
      const changes: RowChange[] = [{ kind: "delete", key: ["1"], accepts: always }];
      expect(await harness.writeAll({ name: parent, keyColumns: ["id"], columns: ["id"], changes })).toMatchObject([
        { result: "refused", code: "row-foreign-key", constraint: `${name}_to_parent` },
      ]);
    });

    it.runIf(!dialect.isIdentityWritable)("refuses a number of one's own for an identity column", async () => {
      await harness.createTable("numbering", [`n ${dialect.identity}`, `label ${dialect.text}`]);
      const outcomes = await harness.writeAll({
        name: "numbering",
        changes: [
          { kind: "insert", values: { n: "5", label: "mine" } },
          { kind: "insert", values: { label: "theirs" } },
        ],
      });
      expect(outcomes).toMatchObject([
        { result: "refused", code: "row-column-readonly" },
        { result: "written", row: [expect.any(String), "theirs"] },
      ]);
    });

    it("refuses a change that would hit several rows", async () => {
      await harness.numbered("several", 3);
      const outcomes = await harness.writeAll({
        name: "several",
        keyColumns: ["label"],
        changes: [
          { kind: "update", key: ["before"], values: { label: "all" }, accepts: always },
          { kind: "delete", key: ["before"], accepts: always },
        ],
      });
      expect(outcomes).toMatchObject([
        { result: "refused", code: "row-not-unique" },
        { result: "refused", code: "row-not-unique" },
      ]);
      expect(await harness.cell(`SELECT COUNT(*) FROM ${harness.quoted("several")} WHERE label = 'before'`)).toBe("3");
    });

    it("throws what is no fault of the row: a table or column that is gone, a right that is missing", async () => {
      await harness.numbered("granted_only", 1);
      await harness.server.execute(dialect.grantSelect(harness.quoted("granted_only")));
      const changes: RowChange[] = [{ kind: "insert", values: { n: "7", label: "x" } }];
      await expect(harness.writeAll({ name: "never_there", changes })).rejects.toMatchObject({
        code: "source-object-missing",
        trait: "halt",
      });
      await expect(
        harness.writeAll({ name: "granted_only", changes: [{ kind: "insert", values: { n: "7", lost: "x" } }] }),
      ).rejects.toMatchObject({ code: "source-object-missing" });
      const limited = await connector.connect(harness.server.withoutRights);
      try {
        await expect(harness.writeAll({ name: "granted_only", changes }, limited)).rejects.toMatchObject({
          code: "source-permission",
          trait: "halt",
        });
      } finally {
        await limited.close();
      }
      expect(await harness.cell(`SELECT COUNT(*) FROM ${harness.quoted("granted_only")}`)).toBe("1");
    });
  });
}
