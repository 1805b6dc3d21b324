import type { ApplicationStatus } from "./schema";

export interface ApplicationRow {
  readonly id: string;
  readonly name: string;
  readonly ownerTeam: string | null;
  readonly description: string | null;
  readonly status: ApplicationStatus;
  readonly createdAt: Date;
  readonly databaseCount: number;
  readonly instanceCount: number;
  /** Tables and views that the last introspection found. */
  readonly tableCount: number;
  readonly definitionCount: number;
}

export interface ApplicationOption {
  readonly id: string;
  readonly name: string;
}
