import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, visit } from "yaml";

/** Fields whose text stays the name of a variable until it is sealed. */
const secretFields: ReadonlySet<string> = new Set(["password", "secret", "certificate"]);

const variable = /\$(\$)?\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** A variable that is not set, at the scalar that names it. */
export interface MissingVariable {
  readonly name: string;
  readonly node: Scalar;
}

/**
 * Fills the variables of a document in, in place; `$${NAME}` becomes the text `${NAME}`. Secrets are left out: they are read when they are
 * needed and stand nowhere else. Answers the variables that are not set.
 */
export function fillVariables(
  root: Node | null,
  environment: Readonly<Record<string, string | undefined>>,
): readonly MissingVariable[] {
  const missing: MissingVariable[] = [];
  if (root === null) return missing;
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
        if (value === undefined) missing.push({ name, node });
        return value ?? text;
      });
    },
  });
  return missing;
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
