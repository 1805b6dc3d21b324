/** How a connection is protected, by the connector's names. */
export const tlsModeLabels: Readonly<Record<string, string>> = {
  verify: "Encrypted, certificate checked",
  require: "Encrypted, certificate not checked",
  off: "Not encrypted",
};
