import type { InstanceRow } from "@/lib/features/databases/types";

/** Whether a definition reads from an instance, and when it is that instance's turn. */
export interface SourcePlace {
  readonly instanceId: string;
  readonly role: InstanceRow["role"];
  readonly priority: number;
  readonly isEnabled: boolean;
}

/** One instance of the table's database as a place to read from. */
export interface Source extends SourcePlace {
  readonly instance: Pick<
    InstanceRow,
    "instanceLabel" | "host" | "port" | "status" | "validFrom" | "validTo" | "verification"
  >;
  /** When and by which run it was read last; null where it never was. */
  readonly lastRead: { readonly at: Date; readonly runId: string | null } | null;
}

export interface SourcesView {
  readonly definitionId: string;
  readonly databaseId: string;
  readonly databaseName: string;
  /** All instances: first those that are read, in the order in which they are tried, then the others. */
  readonly sources: readonly Source[];
}
