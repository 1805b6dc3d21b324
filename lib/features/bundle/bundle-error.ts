import { AppError } from "@/lib/errors/app-error";
import type { BundlePath, BundleProblem } from "./types";

/** A path as a reader finds it: `applications[0].databases[1].kind`. */
export function pathText(path: BundlePath): string {
  return path.map((part, at) => (typeof part === "number" ? `[${part}]` : at === 0 ? part : `.${part}`)).join("");
}

/** `bundle.yaml:12:7`, as editors and terminals open it. */
export function placeText(file: string, { line, column }: Pick<BundleProblem, "line" | "column">): string {
  return `${file}:${line}:${column}`;
}

/** A file that cannot be applied, with every problem that was found, in the order of the file. */
export class BundleError extends AppError {
  readonly file: string;
  readonly problems: readonly BundleProblem[];

  constructor(file: string, problems: readonly BundleProblem[], cause?: unknown) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const [first] = sorted;
    const more = sorted.length > 1 ? ` ${sorted.length - 1} more of its kind follow.` : "";
    super("bundle-invalid", {
      message: first ? `${placeText(file, first)}: ${first.message}${more}` : `${file} cannot be applied.`,
      ...(first ? { remedy: first.remedy } : {}),
      details: { file, problems: sorted },
      cause,
    });
    this.file = file;
    this.problems = sorted;
  }
}
