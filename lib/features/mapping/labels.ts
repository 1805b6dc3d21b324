import type { FitLevel } from "./types";

export const fitLabels: Record<FitLevel, string> = {
  exact: "Exact",
  safe: "Safe",
  lossy: "Lossy",
  "needs-transform": "Needs a transform",
  impossible: "Impossible",
};

export const fitMeanings: Record<FitLevel, string> = {
  exact: "Every value is kept as it is.",
  safe: "Values are kept; what to know of them is told below.",
  lossy: "Some values are refused, or lose something.",
  "needs-transform": "No value fits as it is; an expression can make some that do.",
  impossible: "Nothing of this column has a form in the list column.",
};
