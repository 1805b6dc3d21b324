import { randomBytes } from "node:crypto";
import { db } from "@/lib/db/client";

/** A table of the inventory with a key, an enum, and a column that no list can hold; gives its id. */
export async function newTable(): Promise<string> {
  const name = `table_${randomBytes(4).toString("hex")}`;
  const application = await db().application.create({ data: { name } });
  const database = await db().database.create({
    data: { applicationId: application.id, name, dbType: "POSTGRES", environment: "DEV", databaseName: name },
  });
  const instance = await db().databaseInstance.create({
    data: {
      databaseId: database.id,
      instanceLabel: "m",
      host: "h",
      port: 1,
      dbName: "d",
      dbUser: "u",
      dbPassword: "s",
    },
  });
  const table = await db().databaseTable.create({
    data: {
      databaseId: database.id,
      schemaName: "public",
      tableName: name,
      tableType: "BASE",
      lastIntrospectedAt: new Date(),
    },
  });
  let ordinal = 0;
  const column = (columnName: string, valueKind: string, change: object = {}) => ({
    tableId: table.id,
    ordinalPosition: ++ordinal,
    columnName,
    dataType: valueKind,
    nativeType: valueKind,
    valueKind,
    isNullable: true,
    ...change,
  });
  await db().tableColumn.createMany({
    data: [
      column("code", "text", { maxLength: 3, isPrimaryKey: true, isNullable: false, isUnique: true }),
      column("full_name", "text"),
      column("area", "decimal", { numericPrecision: 12, numericScale: 2 }),
      column("mood", "enum"),
      column("photo", "binary"),
      column("seen_at", "instant"),
    ],
  });
  const columns = [{ name: "mood", enumValues: ["calm", "wild"] }];
  await db().schemaSnapshot.create({
    data: { tableId: table.id, databaseInstanceId: instance.id, columns, constraints: [], indexes: [] },
  });
  return table.id;
}
