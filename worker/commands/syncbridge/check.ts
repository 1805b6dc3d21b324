import type { Context } from "@/lib/context";
import { instancesOf, presentConnections, presentDatabases, presentDefinitions } from "@/lib/features/bundle/queries";
import type { PresentDefinition } from "@/lib/features/bundle/types";
import { testInstance } from "@/lib/features/databases/mutations";
import { verifyConnection } from "@/lib/features/sharepoint/mutations";
import { getDefinition } from "@/lib/features/syncs/queries";
import { oneLine } from "../terminal-text";
import { defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { definitionNamed } from "./resolve";

interface Checked {
  readonly part: string;
  readonly findings: readonly {
    readonly level: string;
    readonly title: string;
    readonly remedy?: string | undefined;
  }[];
}

const signs: Readonly<Record<string, string>> = {
  ok: "ok     ",
  info: "note   ",
  warning: "warning",
  error: "ERROR  ",
};

function textOf({ part, findings }: Checked): string {
  const lines = findings.map(
    ({ level, title, remedy }) =>
      `  ${signs[level] ?? level}  ${oneLine(title)}${remedy ? `\n           → ${oneLine(remedy)}` : ""}`,
  );
  return [oneLine(part), ...lines].join("\n");
}

export const check = defineCommand({
  takes: ["[DEFINITION]"],
  summary: "Says what keeps definitions from running, and tries every connection they need.",
  help: `  --inner          only what is stored: databases and tenants are not reached

Without a definition all are checked, with all instances and connections. Ends with 1 when something is wrong.`,
  options: { inner: { type: "boolean", default: false } },
  async run({ context, names, values, progress, signal }) {
    const [name] = names;
    const definitions = name === undefined ? await presentDefinitions(context) : [await definitionNamed(context, name)];
    const checked: Checked[] = [];
    const isAll = name === undefined;
    if (!values.inner) {
      for (const test of await testsFor(context, definitions, isAll)) {
        signal.throwIfAborted();
        progress.say(`trying ${test.part}`);
        checked.push({ part: test.part, findings: await test.run() });
      }
    }
    for (const definition of definitions) {
      const { problems } = await getDefinition(context, { definitionId: definition.id });
      const findings = problems.map((title) => ({ level: "error", title }));
      const fine = [{ level: "ok", title: "Nothing keeps it from running." }];
      checked.push({ part: `Definition ${definition.name}`, findings: findings.length > 0 ? findings : fine });
    }
    const wrong = checked.flatMap(({ findings }) => findings).filter(({ level }) => level === "error").length;
    const text = [...checked.map(textOf), `${wrong} wrong in ${checked.length} checked.`].join("\n\n");
    return { code: wrong > 0 ? exitCodes.failed : exitCodes.done, json: { wrong, checked }, text };
  },
});

/** Connection tests of everything that definitions read from and write to, or of all that is in use. */
async function testsFor(context: Context, definitions: readonly PresentDefinition[], isAll: boolean) {
  const databases = (await presentDatabases(context, {})).filter(
    ({ name, applicationName, status }) =>
      status === "ACTIVE" &&
      (isAll || definitions.some(({ table }) => table.database === name && table.application === applicationName)),
  );
  const connections = (await presentConnections(context)).filter(
    ({ name, status }) =>
      status === "ACTIVE" && (isAll || definitions.some(({ target }) => target.connection === name)),
  );
  const instances = await Promise.all(
    databases.map(async (database) =>
      (await instancesOf(context, { databaseId: database.id }))
        .filter(({ status }) => status === "ACTIVE")
        .map(({ id: instanceId, instanceLabel }) => ({
          part: `Instance ${database.name} / ${instanceLabel}`,
          run: async () => (await testInstance(context, { instanceId })).findings,
        })),
    ),
  );
  const tenants = connections.map(({ id: connectionId, name }) => ({
    part: `Connection ${name}`,
    run: async () => (await verifyConnection(context, { connectionId })).findings,
  }));
  return [...instances.flat(), ...tenants];
}
