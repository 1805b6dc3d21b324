/** What jobs of each kind do, by the queue's name. */
export const jobLabels: Readonly<Record<string, string>> = {
  "run-definition": "Runs of syncs",
  "introspect-database": "Introspections of databases",
  "discover-site": "Discoveries of sites",
  "match-list": "Comparisons of rows and items",
  "reseal-secrets": "Sealing secrets under another key",
};
