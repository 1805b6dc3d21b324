"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { MappingRules } from "@/lib/features/expressions/types";

/** What may be written in the expressions of a definition. */
export type WritableNames = Pick<MappingRules, "definitionId" | "names" | "functions">;

const Rules = createContext<WritableNames | null>(null);

/** Holds once what every editor of the page needs, so that no row of the mapping carries the reference of functions. */
export function MappingRulesProvider({ rules, children }: { rules: WritableNames; children: ReactNode }) {
  return <Rules.Provider value={rules}>{children}</Rules.Provider>;
}

export function useMappingRules(): WritableNames {
  const rules = useContext(Rules);
  if (!rules) throw new Error("An editor of expressions stands inside of MappingRulesProvider.");
  return rules;
}
