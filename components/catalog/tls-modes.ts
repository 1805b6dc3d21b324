interface TlsWords {
  readonly label: string;
  readonly meaning: string;
}

/** How a connection is protected, by the connector's names. */
export const tlsModes: Readonly<Record<string, TlsWords>> = {
  verify: {
    label: "Verify: encrypted, certificate checked",
    meaning: "The certificate must come from a trusted authority and name this host.",
  },
  require: {
    label: "Require: encrypted, any certificate",
    meaning: "Nobody can listen, but nobody checks who answers: fine where the server made its own certificate.",
  },
  off: {
    label: "Off: not encrypted",
    meaning: "Password and rows can be read on the way. Only for a server on this machine or in a closed network.",
  },
};
