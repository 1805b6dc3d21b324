import { fitOf, type TypeFit } from "@/lib/engine/fit";
import type { SourceColumnView, TargetColumnView } from "./columns";

/** How two columns fit by their types, without an expression and without a look at a row. */
export function typeFitOf(source: SourceColumnView, target: TargetColumnView): TypeFit {
  return fitOf(source, target);
}
