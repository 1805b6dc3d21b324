import type { Finding } from "@/lib/connectors/connector";

/** What one part of an installation was found to be. */
export interface Examined {
  /** `metastore`, `keys`, `queue`, `sign-in`, or the name of an instance or connection. */
  readonly part: string;
  readonly findings: readonly Finding[];
}
