import { describe, expect, it } from "vitest";
import type { ColumnType } from "./column-type";
import { canBeKey } from "./key-text";

const typeOf = (name: string, precision = 0, scale = 0): ColumnType => ({
  name,
  maxLength: 8,
  precision,
  scale,
  collation: null,
});

describe("texts of keys", () => {
  it.each<[type: ColumnType, fit: string[], unfit: string[]]>([
    [
      typeOf("int"),
      ["0", "-2147483648", "2147483647"],
      ["", " 1", "many", "5.5", "2147483648", "99999999999999999999"],
    ],
    [typeOf("tinyint"), ["0", "255"], ["256", "-1", "+1"]],
    [typeOf("smallint"), ["-32768"], ["32768"]],
    [typeOf("bigint"), ["-9223372036854775808"], ["9223372036854775808", "1e3"]],
    [typeOf("bit"), ["true", "false"], ["", "1", "yes"]],
    [typeOf("decimal", 5, 2), ["999.99", "-1.5", "0.10", "1.500"], ["1000", "1.255", "", ".5", "1,5"]],
    [typeOf("numeric", 38, 10), ["1234567890123456789012345678.0123456789"], ["12345678901234567890123456789"]],
    [typeOf("money"), ["-922337203685477.5808", "1.5"], ["-922337203685477.5809", "1.00005", "$1", ""]],
    [typeOf("smallmoney"), ["214748.3647"], ["214748.3648"]],
    [typeOf("float"), ["0.1", "1.7976931348623157e+308", "-5"], ["1e400", "", "NaN"]],
    [typeOf("real"), ["3.4028235e38"], ["3.5e38", "x"]],
    [
      typeOf("date"),
      ["0001-01-01", "2024-02-29", "9999-12-31"],
      ["2026-02-30", "0000-01-01", "", "2026-1-2", "20260102"],
    ],
    [typeOf("time", 0, 3), ["23:59:59.999", "00:00:00"], ["24:00:00", "00:00:00.1234", "12:30"]],
    [
      typeOf("datetime2", 0, 7),
      ["2026-01-02T03:04:05.1234567"],
      ["2026-01-02", "2026-01-02 03:04:05", "2026-13-01T00:00:00"],
    ],
    [typeOf("datetime2", 0, 0), ["2026-01-02T03:04:05"], ["2026-01-02T03:04:05.5"]],
    [
      typeOf("datetime"),
      ["1753-01-01T00:00:00", "2026-01-02T03:04:05.997"],
      ["1752-12-31T00:00:00", "2026-01-02T03:04:05.9999"],
    ],
    [typeOf("smalldatetime"), ["2079-06-06T23:59:00"], ["2079-06-07T00:00:00", "2026-01-02T03:04:05"]],
    [typeOf("datetimeoffset", 0, 7), ["2026-01-02T03:04:05.1Z"], ["2026-01-02T03:04:05", "2026-01-02T03:04:05+01:00"]],
    [
      typeOf("uniqueidentifier"),
      ["0f8fad5b-d9cb-469f-a165-70867728950e"],
      ["0f8fad5b-d9cb-469f-a165-70867728950e-more", ""],
    ],
    [typeOf("varbinary"), ["", "00ff"], ["0", "0x00", "zz"]],
    [typeOf("hierarchyid"), ["/", "/1/2.1/"], ["", "1/2", "/1/2"]],
    [typeOf("nvarchar"), ["", "anything at all"], []],
  ])("of %o", (type, fit, unfit) => {
    expect(fit.filter((text) => !canBeKey(type, text))).toEqual([]);
    expect(unfit.filter((text) => canBeKey(type, text))).toEqual([]);
  });
});
