import {
  checksQuery,
  columnsQuery,
  commentsQuery,
  computedQuery,
  defaultsQuery,
  type Feature,
  featuresQuery,
  foreignKeysQuery,
  fullTextQuery,
  indexesQuery,
  partitionedQuery,
  rowsQuery,
  sizesQuery,
  tablesQuery,
  unreadableQuery,
} from "../catalog-queries";
import { type AnswerPart, rows } from "./scripted-answer";
import type { ScriptedRequest } from "./scripted-request";
import type { Cell, ColumnType } from "./tds-tokens";

/**
 * What a SQL Server 2016 answers to the statements of introspection for a small shop, written by hand from the documented column types of its
 * catalog views: identity, computed, rowversion, alias, temporal, partitioned, external, denied and hidden things, each once.
 */

const allFeatures: readonly Feature[] = [
  "tables.temporal_type",
  "tables.is_external",
  "columns.generated_always_type",
  "columns.is_hidden",
];

const tables: readonly Cell[][] = [
  [101, "sales", "Customer", "U", 0, false],
  [102, "sales", "Order [old]", "U", 0, false],
  [103, "sales", "OrderLine", "U", 0, false],
  [104, "hr", "Employee", "U", 2, false],
  [105, "hr", "EmployeeHistory", "U", 1, false],
  [106, "log", "Event", "U", 0, false],
  [107, "ext", "Remote", "U", 0, true],
  [108, "geo", "Place", "U", 0, false],
  [109, "sales", "CustomerView", "V", null, null],
  [110, "sales", "Totals", "V", null, null],
  [111, "hr", "Salary", "U", 0, false],
];

const latin = "Latin1_General_CI_AS";
interface ColumnTraits {
  readonly own?: readonly [name: string, schema: string];
  readonly nullable?: boolean;
  readonly identity?: boolean;
  readonly computed?: boolean;
  readonly generated?: number;
}

/** Object, number, name; system type, bytes, precision, scale, collation; own type and its schema; flags. */
function column(
  objectId: number,
  columnId: number,
  name: string,
  type: readonly [name: string | null, bytes: number, precision: number, scale: number],
  traits: ColumnTraits = {},
): Cell[] {
  const { own, nullable = false, identity = false, computed = false, generated = 0 } = traits;
  const [base] = type;
  const isText = base !== null && /char|text/.test(base);
  const named = own ?? [base, "sys"];
  return [
    objectId,
    columnId,
    name,
    ...type,
    isText ? latin : null,
    ...named,
    named[1] !== "sys",
    nullable,
    identity,
    computed,
    generated,
  ];
}

const int = ["int", 4, 10, 0] as const;
const nvarchar = (characters: number) => ["nvarchar", characters * 2, 0, 0] as const;
const period = ["datetime2", 8, 27, 7] as const;

const columns: readonly Cell[][] = [
  column(101, 1, "CustomerId", int, { identity: true }),
  // Number 2 was dropped.
  column(101, 3, "Name", nvarchar(120)),
  column(101, 4, "Code", ["varchar", 20, 0, 0]),
  column(101, 5, "Email", nvarchar(254), { own: ["Email", "dbo"], nullable: true }),
  column(101, 6, "Credit", ["decimal", 9, 12, 2]),
  column(101, 7, "Note", ["varchar", -1, 0, 0], { nullable: true }),
  column(101, 8, "Photo", ["varbinary", -1, 0, 0], { nullable: true }),
  column(101, 9, "Version", ["timestamp", 8, 0, 0]),
  column(101, 10, "Label", nvarchar(141), { computed: true, nullable: true }),
  column(102, 1, "Year", ["smallint", 2, 5, 0]),
  column(102, 2, "No.", ["bigint", 8, 19, 0]),
  column(102, 3, "CustomerId", int, { nullable: true }),
  column(102, 4, "Größe 名前", ["money", 8, 19, 4], { nullable: true }),
  column(103, 1, "Line", ["uniqueidentifier", 16, 0, 0]),
  column(103, 2, "OrderYear", ["smallint", 2, 5, 0]),
  column(103, 3, "OrderNo", ["bigint", 8, 19, 0]),
  column(103, 4, "Note]s", ["nchar", 20, 0, 0], { nullable: true }),
  column(104, 1, "Id", int),
  column(104, 2, "SysStart", period, { generated: 1 }),
  column(104, 3, "SysEnd", period, { generated: 2 }),
  column(105, 1, "Id", int),
  column(105, 2, "SysStart", period),
  column(105, 3, "SysEnd", period),
  column(106, 1, "At", ["datetimeoffset", 9, 33, 6]),
  column(106, 2, "Level", ["tinyint", 1, 3, 0]),
  column(107, 1, "Key", ["char", 8, 0, 0]),
  column(108, 1, "Id", ["hierarchyid", 892, 0, 0]),
  column(108, 2, "Shape", ["geography", -1, 0, 0], { nullable: true }),
  column(108, 3, "Data", ["xml", -1, 0, 0], { nullable: true }),
  column(108, 4, "Owner", ["nvarchar", 256, 0, 0], { own: ["sysname", "sys"] }),
  column(109, 1, "CustomerId", int),
  column(109, 2, "Salary", int),
  column(110, 1, "CustomerId", int),
  column(110, 2, "Orders", ["bigint", 8, 19, 0]),
  column(111, 1, "Amount", ["money", 8, 19, 4]),
];

const [PK, UQ, UNIQUE, PLAIN] = [
  [true, true, false],
  [true, false, true],
  [true, false, false],
  [false, false, false],
];

type Flags = readonly boolean[] | undefined;

/** One column of an index; `part` is its place in the key, whether it descends, whether it is only included. */
function index(
  key: readonly [objectId: number, indexId: number, name: string, type: number, typeText: string],
  flags: Flags,
  columnName: string,
  part: readonly [ordinal: number, descends?: boolean, included?: boolean],
  more: { readonly filter?: string; readonly disabled?: boolean } = {},
): Cell[] {
  const [ordinal, descends = false, included = false] = part;
  return [
    ...key,
    ...(flags ?? []),
    more.disabled ?? false,
    more.filter ?? null,
    columnName,
    ordinal,
    descends,
    included,
  ];
}

const clustered = [1, "CLUSTERED"] as const;
const nonclustered = [2, "NONCLUSTERED"] as const;
const emailFilter = { filter: "([Email] IS NOT NULL)" };

const indexes: readonly Cell[][] = [
  index([101, 1, "PK_Customer", ...clustered], PK, "CustomerId", [1]),
  index([101, 2, "UQ_Code", ...nonclustered], UQ, "Code", [1]),
  index([101, 3, "UX_Email", ...nonclustered], UNIQUE, "Email", [1], emailFilter),
  index([101, 4, "IX_Name", ...nonclustered], PLAIN, "Note", [0, false, true]),
  index([101, 4, "IX_Name", ...nonclustered], PLAIN, "Name", [1]),
  index([101, 4, "IX_Name", ...nonclustered], PLAIN, "Credit", [2, true]),
  index([101, 5, "UX_Name_off", ...nonclustered], UNIQUE, "Name", [1], { disabled: true }),
  index([102, 1, "PK_Order", ...clustered], PK, "Year", [1, true]),
  index([102, 1, "PK_Order", ...clustered], PK, "No.", [2]),
  index([103, 2, "PK_OrderLine", ...nonclustered], PK, "Line", [1]),
  index([104, 1, "PK_Employee", ...clustered], PK, "Id", [1]),
  index([106, 1, "CCI_Event", 5, "CLUSTERED COLUMNSTORE"], PLAIN, "At", [0, false, true]),
  index([106, 1, "CCI_Event", 5, "CLUSTERED COLUMNSTORE"], PLAIN, "Level", [0, false, true]),
  index([108, 1, "PK_Place", ...clustered], PK, "Id", [1]),
  index([108, 256_000, "XML_Data", 3, "XML"], PLAIN, "Data", [0]),
  index([108, 384_000, "SP_Shape", 4, "SPATIAL"], PLAIN, "Shape", [0]),
  index([110, 1, "CX_Totals", ...clustered], UNIQUE, "CustomerId", [1]),
];

const foreignKeys: readonly Cell[][] = [
  [102, 501, "FK_Order_Customer", false, 2, 1, "sales", "Customer", "CustomerId", "CustomerId"],
  [103, 502, "FK_Line_Order", true, 0, 0, "sales", "Order [old]", "OrderYear", "Year"],
  [103, 502, "FK_Line_Order", true, 0, 0, "sales", "Order [old]", "OrderNo", "No."],
  // The parent may not be seen.
  [103, 503, "FK_Line_Secret", false, 0, 0, null, null, "Line", null],
];

const checks: readonly Cell[][] = [
  [101, "CK_Credit", false, "([Credit]>=(0) AND [Code]<>'[Name]')"],
  [102, "CK_Hidden", false, null],
];

interface Recording {
  readonly types: readonly ColumnType[];
  readonly rows: readonly Cell[][];
}

const bits = (count: number): ColumnType[] => Array.from({ length: count }, () => "bit");
const nvarchars = (count: number): ColumnType[] => Array.from({ length: count }, () => "nvarchar");

const byStatement: ReadonlyMap<string, Recording> = new Map<string, Recording>([
  [featuresQuery, { types: ["nvarchar"], rows: allFeatures.map((feature) => [feature]) }],
  [
    columnsQuery(new Set(allFeatures)),
    {
      types: [
        "int",
        "int",
        "nvarchar",
        "nvarchar",
        "smallint",
        "tinyint",
        "tinyint",
        ...nvarchars(3),
        ...bits(4),
        "tinyint",
      ],
      rows: columns,
    },
  ],
  [
    unreadableQuery,
    {
      types: ["int", "int"],
      rows: [
        [109, 2],
        [111, 1],
      ],
    },
  ],
  [
    defaultsQuery,
    {
      types: ["int", "int", "nvarchar(max)"],
      rows: [
        [101, 6, "((0))"],
        [102, 4, null],
        [104, 2, "(sysutcdatetime())"],
      ],
    },
  ],
  [computedQuery, { types: ["int", "int", "nvarchar(max)"], rows: [[101, 10, "(([Code]+N' ')+[Name])"]] }],
  [
    indexesQuery,
    {
      types: [
        "int",
        "int",
        "nvarchar",
        "tinyint",
        "nvarchar",
        ...bits(4),
        "nvarchar(max)",
        "nvarchar",
        "tinyint",
        ...bits(2),
      ],
      rows: indexes,
    },
  ],
  [fullTextQuery, { types: ["int", "nvarchar"], rows: [[101, "Note"]] }],
  [
    foreignKeysQuery,
    { types: ["int", "int", "nvarchar", "bit", "tinyint", "tinyint", ...nvarchars(4)], rows: foreignKeys },
  ],
  [checksQuery, { types: ["int", "nvarchar", "bit", "nvarchar(max)"], rows: checks }],
  [
    commentsQuery,
    {
      types: ["int", "int", "nvarchar"],
      rows: [
        [101, 0, "Who buys — 顧客"],
        [101, 4, "As on the invoice"],
      ],
    },
  ],
  [
    rowsQuery,
    {
      types: ["int", "bigint"],
      rows: [
        [101, 135_233],
        [106, 9_000_000_000n],
        [107, 0],
        [110, 12],
      ],
    },
  ],
  [
    sizesQuery,
    {
      types: ["int", "bigint"],
      rows: [
        [101, 8_192 * 40],
        [106, 8_192 * 1_000_000],
      ],
    },
  ],
  [partitionedQuery, { types: ["int"], rows: [[106]] }],
]);

const tableTypes: readonly ColumnType[] = ["int", "nvarchar", "nvarchar", "varchar", "tinyint", "bit"];

/** Answers the statements of introspection; null for all else. Facts come for the objects from `@p1` to `@p2` only. */
export function answerCatalog({ sql, parameters }: Pick<ScriptedRequest, "sql" | "parameters">): AnswerPart | null {
  if (sql === tablesQuery({}, new Set(allFeatures)).text) return result({ types: tableTypes, rows: tables });
  const recording = byStatement.get(sql);
  if (!recording || sql === featuresQuery) return recording ? result(recording) : null;
  const [from, to] = [Number(parameters.p1), Number(parameters.p2)];
  const rowsOfRange = recording.rows.filter(([objectId]) => Number(objectId) >= from && Number(objectId) <= to);
  return result({ ...recording, rows: rowsOfRange });
}

const result = ({ types, rows: cells }: Recording): AnswerPart =>
  rows(
    types.map((type, place) => [`c${place}`, type] as const),
    cells,
  );
