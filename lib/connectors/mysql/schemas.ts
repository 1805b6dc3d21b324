import { schemasQuery } from "./catalog-queries";
import type { MysqlConfig } from "./config";
import type { Session } from "./session";

/** Which databases of the server are cataloged. */
export interface ChosenSchemas {
  readonly schemas: readonly string[];
  /** Databases that are included by their plain name and that the user cannot see. */
  readonly unseen: readonly string[];
}

/** The connection's own database unless `includeSchemas` says otherwise, without those that `excludeSchemas` names. */
export async function chooseSchemas(session: Session, config: MysqlConfig): Promise<ChosenSchemas> {
  const rows = await session.query(schemasQuery);
  const visible = rows.flatMap(([name]) => name ?? []);
  const included = config.includeSchemas?.length ? config.includeSchemas : [config.database];
  const schemas = visible.filter(
    (name) => matches(name, included, !config.includeSchemas?.length) && !matches(name, config.excludeSchemas ?? []),
  );
  const plain = included.filter((pattern) => !/[*?]/.test(pattern));
  return { schemas, unseen: plain.filter((name) => !visible.some((other) => sameName(name, other))) };
}

/** The server may keep names in lower case whatever one types. */
const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function matches(name: string, patterns: readonly string[], isPlain = false): boolean {
  return patterns.some((pattern) => (isPlain ? sameName(pattern, name) : patternForm(pattern).test(name)));
}

/** `sales_*`: `*` stands for any text, `?` for one character. */
function patternForm(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[\\s\\S]*").replaceAll("?", "[\\s\\S]")}$`, "u");
}
