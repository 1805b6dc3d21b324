"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { ExpressionName, FunctionEntryText } from "@/lib/features/expressions/types";

/** What may be written in the expressions of a definition. */
export interface ExpressionTerms {
  readonly definitionId: string;
  readonly names: readonly ExpressionName[];
  readonly functions: readonly FunctionEntryText[];
}

const Terms = createContext<ExpressionTerms | null>(null);

/** Holds once what every field for an expression needs. */
export function ExpressionTermsProvider({ terms, children }: { terms: ExpressionTerms; children: ReactNode }) {
  return <Terms.Provider value={terms}>{children}</Terms.Provider>;
}

export function useExpressionTerms(): ExpressionTerms {
  const terms = useContext(Terms);
  if (!terms) throw new Error("An editor of expressions stands inside of ExpressionTermsProvider.");
  return terms;
}
