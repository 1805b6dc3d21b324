import { type Db, db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { clientCertificateContext, clientSecretContext } from "./open-graph";
import { passwordContext } from "./open-source";

/** What a person enters and this installation keeps sealed. */
export type SecretKind = "password" | "client-secret" | "certificate";

interface Place {
  readonly kind: SecretKind;
  /** What the secret is sealed for, which is also where it stands: `<table>.<column>`. */
  readonly context: string;
}

const places: readonly Place[] = [
  { kind: "password", context: passwordContext },
  { kind: "client-secret", context: clientSecretContext },
  { kind: "certificate", context: clientCertificateContext },
];

interface PlaceSql extends Place {
  readonly table: Prisma.Sql;
  readonly column: Prisma.Sql;
}

/** Every column of the metastore that holds sealed secrets. */
export const sealedPlaces: readonly PlaceSql[] = places.map((place) => {
  const [table = "", column = ""] = place.context.split(".");
  return { ...place, table: Prisma.raw(table), column: Prisma.raw(column) };
});

/** The id of the key that a sealed text names; NULL where it does not have that form. */
export const keyIdIn = (column: Prisma.Sql) =>
  Prisma.sql`CASE WHEN ${column} LIKE 'v1.%.%.%' THEN split_part(${column}, '.', 2) END`;

/** Whose secret it is, without the secret. */
export interface SecretOwner {
  readonly kind: SecretKind;
  /** `database_instances.id` or `sharepoint_connections.id`. */
  readonly ownerId: string;
  readonly ownerName: string;
  /** The instance's database; null for a connection. */
  readonly databaseId: string | null;
  readonly databaseName: string | null;
  /** Null where the text does not have the form of a sealed one. */
  readonly keyId: string | null;
}

/** Every stored secret with its owner and the id of its key, by name. */
export async function listSealedSecrets(client: Db = db()): Promise<readonly SecretOwner[]> {
  const [instances, connections] = await Promise.all([
    client.$queryRaw<SecretOwner[]>`
      SELECT 'password' AS kind, i.id AS "ownerId", i.instance_label AS "ownerName", b.id AS "databaseId", b.name AS "databaseName",
        ${keyIdIn(Prisma.sql`i.db_password`)} AS "keyId"
      FROM database_instances i JOIN databases b ON b.id = i.database_id ORDER BY b.name, i.instance_label, i.id`,
    client.$queryRaw<SecretOwner[]>`
      SELECT s.kind, c.id AS "ownerId", c.name AS "ownerName", NULL AS "databaseId", NULL AS "databaseName", ${keyIdIn(Prisma.sql`s.text`)} AS "keyId"
      FROM sharepoint_connections c
        CROSS JOIN LATERAL (VALUES ('client-secret', c.client_secret), ('certificate', c.client_certificate)) AS s (kind, text)
      WHERE s.text IS NOT NULL ORDER BY c.name, c.id`,
  ]);
  return [...instances, ...connections];
}

/** A sealed text and where it stands. */
export interface SealedText {
  readonly id: string;
  readonly text: string;
}

/** Sealed texts of one place under other keys than `keyId`, by id after `after`. */
export function sealedOtherwise(
  tx: Tx,
  { table, column }: PlaceSql,
  { keyId, after, limit }: { readonly keyId: string; readonly after: string; readonly limit: number },
): Promise<readonly SealedText[]> {
  return tx.$queryRaw<SealedText[]>`
    SELECT id, ${column} AS text FROM ${table}
    WHERE id > ${after}::uuid AND ${column} IS NOT NULL AND (${keyIdIn(column)}) IS DISTINCT FROM ${keyId} ORDER BY id LIMIT ${limit}`;
}

/** Puts a text in the place of the one that was read; false when another one stands there by now. */
export async function replaceSealed(
  tx: Tx,
  { table, column }: PlaceSql,
  { id, text }: SealedText,
  sealed: string,
): Promise<boolean> {
  const replaced = await tx.$executeRaw`
    UPDATE ${table} SET ${column} = ${sealed} WHERE id = ${id}::uuid AND ${column} = ${text}`;
  return replaced === 1;
}
