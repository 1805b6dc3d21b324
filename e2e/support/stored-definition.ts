import type { Db } from "@/lib/db/client";

/** Ids of a definition that was stored with everything it stands on. */
export interface StoredIds {
  readonly definitionId: string;
  readonly targetListId: string;
  readonly instanceId: string;
  readonly tableId: string;
  /** By source column name. */
  readonly mappingIds: Readonly<Record<string, string>>;
}

/**
 * Stores an application with a database, its table `public.things` (id, name, amount) and a SharePoint list, and a one-way definition between them.
 * The addresses in it answer nowhere.
 */
export async function storeDefinition(db: Db, name = "Things"): Promise<StoredIds> {
  const application = await db.application.create({ data: { name: `${name} application` } });
  const database = await db.database.create({
    data: {
      applicationId: application.id,
      name,
      dbType: "POSTGRES",
      environment: "DEV",
      databaseName: name.toLowerCase(),
    },
  });
  const instance = await db.databaseInstance.create({
    data: {
      databaseId: database.id,
      instanceLabel: "main",
      host: "localhost",
      port: 1,
      dbName: name,
      dbUser: "reader",
      dbPassword: "sealed",
      role: "PRIMARY",
    },
  });
  const table = await db.databaseTable.create({
    data: {
      databaseId: database.id,
      schemaName: "public",
      tableName: "things",
      tableType: "BASE",
      primaryKey: "id",
      lastIntrospectedAt: new Date(),
    },
  });
  await db.tableConstraint.create({
    data: { tableId: table.id, constraintName: "things_pkey", constraintType: "PRIMARY_KEY", columns: ["id"] },
  });
  const columns = await db.tableColumn.createManyAndReturn({
    data: [
      {
        tableId: table.id,
        ordinalPosition: 1,
        columnName: "id",
        dataType: "integer",
        nativeType: "integer",
        valueKind: "integer",
        isNullable: false,
        isPrimaryKey: true,
        isUnique: true,
      },
      {
        tableId: table.id,
        ordinalPosition: 2,
        columnName: "name",
        dataType: "text",
        nativeType: "text",
        valueKind: "text",
        isNullable: true,
      },
      {
        tableId: table.id,
        ordinalPosition: 3,
        columnName: "amount",
        dataType: "numeric",
        nativeType: "numeric(12,2)",
        valueKind: "decimal",
        isNullable: true,
      },
    ],
  });
  const connection = await db.sharepointConnection.create({
    data: {
      name: `${name} tenant`,
      tenantId: crypto.randomUUID(),
      clientId: crypto.randomUUID(),
      clientSecret: "sealed",
    },
  });
  const site = await db.sharepointSite.create({
    data: {
      connectionId: connection.id,
      tenantId: connection.tenantId,
      hostname: "example",
      sitePath: "/sites/a",
      siteId: "example,1,2",
      webUrl: "https://example/sites/a",
    },
  });
  const list = await db.sharepointList.create({
    data: { siteId: site.id, listId: crypto.randomUUID(), displayName: name, template: "genericList" },
  });
  const targets = await db.sharepointColumn.createManyAndReturn({
    data: [
      { listId: list.id, columnName: "Title", columnType: "text", definition: { text: { maxLength: 20 } } },
      { listId: list.id, columnName: "Amount", columnType: "number", definition: { number: {} } },
    ],
  });
  const definition = await db.syncDefinition.create({
    data: { name, sourceTableId: table.id, targetListId: list.id, syncMode: "ONE_WAY_PUSH", isEnabled: true },
  });
  await db.syncTarget.create({
    data: {
      syncDefId: definition.id,
      targetListId: list.id,
      connectionId: connection.id,
      siteId: site.id,
      isDefault: true,
    },
  });
  await db.syncSource.create({ data: { syncDefId: definition.id, databaseInstanceId: instance.id } });
  const column = (wanted: string) => {
    const found = columns.find((candidate) => candidate.columnName === wanted);
    if (!found) throw new Error(`There is no column ${wanted}.`);
    return found;
  };
  const target = (wanted: string) => {
    const found = targets.find((candidate) => candidate.columnName === wanted);
    if (!found) throw new Error(`There is no list column ${wanted}.`);
    return found;
  };
  await db.syncKeyColumn.create({ data: { syncDefId: definition.id, columnId: column("id").id, ordinalPosition: 1 } });
  const mapped = await db.fieldMapping.createManyAndReturn({
    data: [
      ["name", "Title"],
      ["amount", "Amount"],
    ].map(([source = "", list = ""]) => ({
      syncDefId: definition.id,
      sourceColumnId: column(source).id,
      sourceColumnName: source,
      targetColumnId: target(list).id,
      targetColumnName: list,
      targetType: target(list).columnType,
      syncDirection: "PUSH_ONLY" as const,
    })),
  });
  return {
    definitionId: definition.id,
    targetListId: list.id,
    instanceId: instance.id,
    tableId: table.id,
    mappingIds: Object.fromEntries(mapped.map((mapping) => [mapping.sourceColumnName ?? "", mapping.id])),
  };
}
