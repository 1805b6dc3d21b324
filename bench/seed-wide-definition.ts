import { db } from "@/lib/db/client";

/** A type of the table beside one of the list that takes it. */
const types = [
  { kind: "text", nativeType: "character varying(120)", maxLength: 120, listType: "text", definition: { text: {} } },
  { kind: "integer", nativeType: "integer", maxLength: null, listType: "number", definition: { number: {} } },
  { kind: "text", nativeType: "text", maxLength: null, listType: "text", definition: { text: { maxLength: 255 } } },
  { kind: "instant", nativeType: "timestamptz", maxLength: null, listType: "dateTime", definition: { dateTime: {} } },
  { kind: "boolean", nativeType: "boolean", maxLength: null, listType: "boolean", definition: { boolean: {} } },
] as const;

const words = ["order", "customer", "invoice", "delivery", "amount", "name", "street", "city", "status", "owner"];

/** Names of two words and a number: enough in common that proposing pairs has something to weigh. */
const wordsOf = (index: number) => [words[index % 10], words[Math.floor(index / 10) % 10], String(index)];

const typeOf = (index: number) => {
  const type = types[index % types.length];
  if (!type) throw new Error("There is a type for each column.");
  return type;
};

interface WideDefinition {
  readonly definitionId: string;
  readonly mapped: number;
}

/**
 * Stores a table and a list of `width` columns each, and a definition that maps all but each tenth, the n-th column to the one that stands far from it: most
 * lines then run out of what is seen. The table stands in the catalog only: nothing reads it.
 */
export async function seedWideDefinition(name: string, width: number): Promise<WideDefinition> {
  const database = await db().database.findFirstOrThrow({ include: { instances: true } });
  const site = await db().sharepointSite.findFirstOrThrow();
  const table = await db().databaseTable.create({
    data: {
      databaseId: database.id,
      schemaName: "public",
      tableName: "wide",
      tableType: "BASE",
      primaryKey: "order_order_0",
      lastIntrospectedAt: new Date(),
    },
  });
  const sources = await db().tableColumn.createManyAndReturn({
    data: Array.from({ length: width }, (_, index) => {
      const { kind, nativeType, maxLength } = typeOf(index);
      return {
        ...{ tableId: table.id, ordinalPosition: index + 1, columnName: wordsOf(index).join("_") },
        ...{ dataType: nativeType, nativeType, valueKind: kind, maxLength, isNullable: index > 0 },
        ...{ isPrimaryKey: index === 0, isUnique: index === 0 },
      };
    }),
  });
  const list = await db().sharepointList.create({
    data: { siteId: site.id, listId: crypto.randomUUID(), displayName: name, template: "genericList" },
  });
  const targets = await db().sharepointColumn.createManyAndReturn({
    data: Array.from({ length: width }, (_, index) => {
      const { listType, definition } = typeOf(index);
      const columnName = wordsOf(index)
        .map((word = "") => word.charAt(0).toUpperCase() + word.slice(1))
        .join("");
      return { listId: list.id, columnName, displayName: wordsOf(index).join(" "), columnType: listType, definition };
    }),
  });
  const definition = await db().syncDefinition.create({
    data: { name, sourceTableId: table.id, targetListId: list.id, syncMode: "ONE_WAY_PUSH", isEnabled: false },
  });
  const { connectionId } = site;
  await db().syncTarget.create({
    data: { syncDefId: definition.id, targetListId: list.id, connectionId, siteId: site.id, isDefault: true },
  });
  const [instance] = database.instances;
  if (instance) await db().syncSource.create({ data: { syncDefId: definition.id, databaseInstanceId: instance.id } });
  const [key] = sources;
  if (key)
    await db().syncKeyColumn.create({ data: { syncDefId: definition.id, columnId: key.id, ordinalPosition: 1 } });
  // Steps of the number of types keep each pair of one type.
  const far = types.length * 31;
  const mappings = sources.flatMap((source, index) => {
    const target = targets[(index + far) % width];
    if (!target || index % 10 === 9) return [];
    return {
      ...{ syncDefId: definition.id, sourceColumnId: source.id, sourceColumnName: source.columnName },
      ...{ targetColumnId: target.id, targetColumnName: target.columnName, targetType: target.columnType },
      syncDirection: "PUSH_ONLY" as const,
    };
  });
  await db().fieldMapping.createMany({ data: mappings });
  return { definitionId: definition.id, mapped: mappings.length };
}
