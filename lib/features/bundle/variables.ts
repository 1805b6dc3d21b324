import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, visit } from "yaml";
import { namesSecret } from "@/lib/secret-text";

/** Fields whose text stays the name of a variable until it is sealed. */
const secretFields: ReadonlySet<string> = new Set(["password", "secret", "certificate"]);

const variable = /\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Settings of our own that hold secrets under names that do not say so. */
const ownSecrets: ReadonlySet<string> = new Set(["DATABASE_URL", "SYNCBRIDGE_SECRET_KEY"]);

/** A variable that cannot be filled in, at the scalar that names it. */
export interface RefusedVariable {
  readonly name: string;
  readonly node: Scalar;
  /** It is not set, or it holds a secret by its name and would be shown as plain text. */
  readonly why: "missing" | "secret";
}

/**
 * Fills the variables of a document in, in place; `$${NAME}` becomes the text `${NAME}`. Secrets are left out: they are read when they are
 * needed and stand nowhere else, and a variable that names a secret is refused elsewhere, where it would be stored and shown in the clear.
 */
export function fillVariables(
  root: Node | null,
  environment: Readonly<Record<string, string | undefined>>,
): readonly RefusedVariable[] {
  const refused: RefusedVariable[] = [];
  if (root === null) return refused;
  visit(root, {
    Pair(_, pair) {
      const isSecret = isScalar(pair.key) && secretFields.has(String(pair.key.value));
      return isSecret && isScalar(pair.value) ? visit.SKIP : undefined;
    },
    Scalar(key, node) {
      if (key === "key" || typeof node.value !== "string") return;
      node.value = node.value.replace(variable, (text, escaped: string | undefined, name: string) => {
        if (escaped) return text.slice(1);
        const value = environment[name];
        if (namesSecret(name) || ownSecrets.has(name)) refused.push({ name, node, why: "secret" });
        else if (value === undefined) refused.push({ name, node, why: "missing" });
        return value ?? text;
      });
    },
  });
  return refused;
}

/** The variable that a secret's text names. */
export function variableOf(reference: string): string {
  return reference.replace(/^\$\{|\}$/g, "");
}

/** The node at a path, or the nearest one above it that is there. */
export function nearestNode(
  root: Node | null,
  path: readonly (string | number)[],
  resolve: (node: Node) => Node | undefined,
) {
  let found: Node | null = root;
  for (const part of path) {
    const inside = found !== null && isAlias(found) ? resolve(found) : found;
    const next = isMap(inside) || isSeq(inside) ? inside.get(part, true) : undefined;
    if (next === undefined || next === null || typeof next !== "object") return found;
    found = next as Node;
  }
  return found;
}
