import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BundleError } from "./bundle-error";
import { bundleJsonSchema, readBundle } from "./read-file";
import type { BundleProblem } from "./types";

const marker = "mArKeR-secret-0123456789";

/** Problems of a file as `line:column message → remedy`. */
function problemsOf(text: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    readBundle(text, "b.yaml", environment);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    const told = ({ line, column, message, remedy }: BundleProblem) => `${line}:${column} ${message} → ${remedy}`;
    return error.problems.map(told);
  }
  return [];
}

const source = `syncbridge: 1
applications:
  - name: Shop
    databases:
      - name: Orders
        kind: POSTGRES
        environment: \${STAGE}
        databaseName: orders
        instances:
          - label: main
            host: \${HOST}
            port: \${PORT}
            user: reader
            password: \${ORDERS_PASSWORD}
`;

describe("a bundle", () => {
  it("is read with its variables, secrets by their names only", () => {
    const environment = { STAGE: "PROD", HOST: "db.example", PORT: "5432", ORDERS_PASSWORD: marker };
    const read = readBundle(source, "b.yaml", environment);
    const [instance] = read.bundle.applications?.[0]?.databases?.[0]?.instances ?? [];
    expect(instance).toMatchObject({ host: "db.example", port: 5432, password: "${ORDERS_PASSWORD}" });
    expect(JSON.stringify(read.bundle)).not.toContain(marker);
    expect(read.secret("${ORDERS_PASSWORD}")).toBe(marker);
    expect(read.secret("${ELSEWHERE}")).toBeNull();
    expect(read.placeOf(["applications", 0, "databases", 0, "instances", 0, "host"])).toEqual({ line: 11, column: 19 });
  });

  it("keeps a text that is no variable, and one that is escaped", () => {
    const text = "syncbridge: 1\napplications:\n  - name: A\n    description: costs $5, $${HOST} and ${1}\n";
    expect(readBundle(text, "b.yaml", {}).bundle.applications?.[0]?.description).toBe("costs $5, ${HOST} and ${1}");
  });

  it("refuses two parts of one name, of which the later would undo the earlier each time", () => {
    const twice = (entry: string) => `${entry}\n${entry}\n`;
    const list = "          - name: L";
    const text = [
      "syncbridge: 1",
      "applications:",
      "  - { name: A, databases: [] }",
      "  - { name: A }",
      "  - name: B",
      "    databases:",
      twice("      - { name: D, kind: MYSQL, environment: DEV, databaseName: d }").trimEnd(),
      "connections:",
      "  - name: C",
      "    tenantId: 11111111-2222-3333-4444-555555555555",
      "    clientId: 66666666-7777-8888-9999-000000000000",
      "    sites:",
      "      - address: https://contoso.sharepoint.com/sites/a",
      `        lists:\n${twice(list).trimEnd()}`,
      "      - address: https://contoso.sharepoint.com/sites/b",
      `        lists:\n${list}`,
    ].join("\n");
    expect(problemsOf(text)).toEqual([
      "4:13 “A” stands in line 3 already. → Make one of both, or give this one another name.",
      "8:17 “D” stands in line 7 already. → Make one of both, or give this one another name.",
      "17:19 “L” stands in line 16 already. → Make one of both, or give this one another name.",
    ]);
  });

  it("keeps texts that look like numbers only as texts", () => {
    expect(problemsOf("syncbridge: 1\napplications:\n  - name: 7\n")).toEqual([
      "3:11 This must be a text (in quotes where it looks like a number). → Correct “name”.",
    ]);
    expect(problemsOf('syncbridge: 1\napplications:\n  - name: "7"\n')).toEqual([]);
  });
});

describe("a problem is told by line and column", () => {
  it("of a variable that is not set, each once", () => {
    expect(problemsOf(source, { PORT: "5432" })).toEqual([
      "7:22 The variable STAGE is not set. → Set STAGE in the environment of this command, or write the value here.",
      "11:19 The variable HOST is not set. → Set HOST in the environment of this command, or write the value here.",
    ]);
  });

  it("of a variable whose name says that it is a secret, where it would be shown", () => {
    const text = "syncbridge: 1\napplications:\n  - name: A\n    description: ${ORDERS_PASSWORD} at ${DATABASE_URL}\n";
    const told = problemsOf(text, { ORDERS_PASSWORD: marker, DATABASE_URL: marker });
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^4:18 The variable ORDERS_PASSWORD holds a secret by its name/);
    expect(told.join()).not.toContain(marker);
  });

  it("of YAML that cannot be read", () => {
    const [problem] = problemsOf("syncbridge: 1\napplications:\n  - name: Shop\n   ownerTeam: x\n");
    expect(problem).toMatch(/^4:\d+ .+ → Correct the YAML here/);
    expect(problemsOf("a: 1\na: 2\n")[0]).toMatch(/^2:1 Map keys must be unique/);
    expect(problemsOf("a: 1\n---\nb: 2\n")[0]).toMatch(/multiple documents/);
    expect(problemsOf("a: *nowhere\n")).toHaveLength(1);
    expect(problemsOf("a: { b: ${NAME} }\n")[0]).toMatch(/^1:\d+ .+ → Inside { } and \[ \] write variables in quotes/);
  });

  it("of a field that is unknown, with the one that was meant", () => {
    expect(problemsOf("syncbridge: 1\napplications:\n  - name: Shop\n    ownerTeem: Sales\n")).toEqual([
      "4:5 There is no field “ownerTeem” here. → Did you mean “ownerTeam”?",
    ]);
    expect(problemsOf("syncbridge: 1\nlists: []\n")).toEqual([
      "2:1 There is no field “lists” here. → Known here: syncbridge, applications, connections, definitions.",
    ]);
  });

  it("of a field that is missing, at what it belongs to", () => {
    expect(problemsOf("syncbridge: 1\nconnections:\n  - name: Contoso\n    clientId: c\n")).toEqual([
      "3:5 “tenantId” is missing. → Add “tenantId:” here.",
    ]);
    expect(problemsOf("applications: []\n")).toEqual([
      "1:1 Write syncbridge: 1, the version of this format. → Correct “syncbridge”.",
    ]);
    expect(problemsOf("")).toHaveLength(1);
  });

  it("of a value that is none of the known ones, or out of range", () => {
    const text = source.replace("POSTGRES", "ORACLE").replace("${PORT}", "70000");
    expect(problemsOf(text, { STAGE: "PROD", HOST: "h" })).toEqual([
      "6:15 This must be POSTGRES, SQLSERVER or MYSQL. → Correct “kind”.",
      "12:19 Write a whole number from 1 to 65535. → Correct “port”.",
    ]);
  });

  it("of a column of a list, whichever of its two forms it has", () => {
    const list = (columns: string) => `syncbridge: 1
connections:
  - name: Contoso
    tenantId: t
    clientId: c
    sites:
      - address: https://contoso/sites/a
        lists:
          - name: Orders
            provision:
              table: { database: Orders, schema: public, table: orders }
              columns: [${columns}]
`;
    expect(problemsOf(list("id, { from: total, type: number }"))).toEqual([]);
    expect(problemsOf(list("{ from: total, type: money }"))).toEqual([
      "12:46 This must be text, note, number, boolean, choice, multichoice, date, dateTime, lookup or person. → Correct “type”.",
    ]);
    expect(problemsOf(list("{ from: total, tipe: number }"))).toEqual([
      "12:40 There is no field “tipe” here. → Did you mean “type”?",
    ]);
  });

  it("of a secret that stands in the file, without telling it", () => {
    const told = problemsOf(source.replace("${ORDERS_PASSWORD}", marker), { STAGE: "PROD", HOST: "h", PORT: "1" });
    expect(told).toEqual([
      "14:23 A secret does not stand in the file: write ${NAME}, and set NAME in the environment. → Correct “password”.",
    ]);
  });

  it("of anchors that would swell to nothing anybody can hold", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [name, of] of ["ba", "cb", "dc", "ed", "fe"])
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${of}`)}]`);
    expect(problemsOf(bomb.join("\n"))).toEqual([
      "1:1 Excessive alias count indicates a resource exhaustion attack. → Write the parts out instead of repeating them by anchors.",
    ]);
  });
});

describe("the documentation", () => {
  it("shows parts that can be read as they stand, and names every field", () => {
    const text = readFileSync(path.resolve(import.meta.dirname, "../../../docs/bundle.md"), "utf8");
    const blocks = [...text.matchAll(/```yaml\n((?:applications|connections|definitions):\n[^`]+)```/g)].map(
      ([, block]) => block,
    );
    expect(blocks).toHaveLength(3);
    const example = ["syncbridge: 1", ...blocks].join("\n");
    const { bundle } = readBundle(example, "bundle.md", { ORDERS_PASSWORD: "a", CONTOSO_SECRET: "b" });
    expect(bundle.definitions?.[0]?.mappings).toHaveLength(3);
    for (const field of fieldNames(bundleJsonSchema())) expect(text, field).toMatch(new RegExp(`\\b${field}\\b`));
  });
});

/** Names of all fields of the format, however deep. */
function fieldNames(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(fieldNames);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "properties"
      ? [...Object.keys(value as object), ...Object.values(value as object).flatMap(fieldNames)]
      : fieldNames(value),
  );
}

describe("the JSON Schema", () => {
  it("is documented as it stands", async () => {
    const file = path.resolve(import.meta.dirname, "../../../docs/syncbridge.schema.json");
    await expect(`${JSON.stringify(bundleJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
  });
});
