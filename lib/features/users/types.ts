export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}
