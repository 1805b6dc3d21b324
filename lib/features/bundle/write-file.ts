import { Document, isScalar, Scalar, visit } from "yaml";
import type { BundleFile } from "./schema";

const heading =
  " A bundle of SyncBridge, as docs/bundle.md describes it. Secrets are not in it: set the variables where it is applied.";

const secretFields: ReadonlySet<string> = new Set(["password", "secret", "certificate"]);

/** The file's text. Texts that look like variables are escaped, so that they come back as they are; references and pairs stand on one line. */
export function writeBundle(bundle: BundleFile): string {
  const document = new Document(bundle, { version: "1.2", aliasDuplicateObjects: false });
  document.commentBefore = heading;
  visit(document, {
    Pair(_, pair) {
      const isSecret = isScalar(pair.key) && secretFields.has(String(pair.key.value));
      return isSecret && isScalar(pair.value) ? visit.SKIP : undefined;
    },
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string")
        node.value = node.value.replace(/\$(?=\{[A-Za-z_])/g, "$$$$");
    },
    Map(key, node) {
      const isFlat = node.items.every(({ value }) => isScalar(value));
      const isSmall =
        node.items.length <= 4 && !node.items.some(({ value }) => isScalar(value) && String(value.value).length > 60);
      if (isFlat && isSmall && key !== null) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, defaultStringType: Scalar.PLAIN });
}
