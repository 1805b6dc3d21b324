import { type Answer, rows } from "./scripted-answer";
import type { ScriptedRequest } from "./scripted-request";

/**
 * What the catalog says of the table shop.Item — id int identity, code varchar(10), price money, version rowversion, shape geometry — when it
 * is looked up, and of its constraints when a refusal is explained. Null for everything about its rows.
 */
export function answerAsTable({ sql }: Pick<ScriptedRequest, "sql">): Answer {
  if (sql.includes("is_memory_optimized")) return rows({ flag: "int" }, [[0]]);
  if (sql.includes("FROM sys.partitions")) return rows({ rows: "varchar" }, [["3"]]);
  if (sql.includes("FROM sys.foreign_keys")) {
    return rows({ name: "nvarchar", type: "varchar" }, [
      ["FK_Item", "F"],
      ["CK_Item", "C"],
    ]);
  }
  if (sql.includes("FROM sys.indexes")) return rows({ name: "nvarchar" }, [["PK_Item"], ["UQ_Item"]]);
  if (sql.includes("c.max_length")) {
    return rows(
      {
        name: "nvarchar",
        nullable: "int",
        type: "nvarchar",
        length: "smallint",
        precision: "tinyint",
        scale: "tinyint",
        collation: "nvarchar",
      },
      [
        ["id", 0, "int", 4, 10, 0, null],
        ["code", 1, "varchar", 10, 0, 0, "Latin1_General_CI_AS"],
        ["price", 1, "money", 8, 19, 4, null],
        ["version", 0, "timestamp", 8, 0, 0, null],
        ["shape", 1, "geometry", -1, 0, 0, null],
      ],
    );
  }
  if (sql.includes("FROM sys.columns")) return rows({ name: "nvarchar" }, [["id"], ["code"], ["price"]]);
  if (sql.includes("FROM sys.objects")) return rows({ id: "varchar", type: "varchar" }, [["901", "U "]]);
  return null;
}
