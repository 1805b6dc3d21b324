import { kindOfColumn, sayKind } from "@/lib/engine/expression/kind";
import type { ExpressionName } from "@/lib/features/expressions/types";
import type { EditorColumns } from "./columns";

/** The columns that an expression may name, in the table's order. */
export function expressionNames({ sources }: EditorColumns): readonly ExpressionName[] {
  return sources.flatMap((source) => {
    const kind = kindOfColumn(source);
    if (source.written === null || kind === null) return [];
    return [{ written: source.written, kind: sayKind(kind), isNullable: source.isNullable }];
  });
}
