import type { IntrospectedColumn } from "@/lib/connectors/connector";
import type { NativeType } from "./native-type";

/** Length, precision and scale out of the type modifier, as each type's typmodout function reads it. */
export function measuresOf(
  type: Pick<NativeType, "name" | "isBuiltIn">,
  typmod: number,
): Pick<IntrospectedColumn, "maxLength" | "precision" | "scale"> {
  const none = { maxLength: null, precision: null, scale: null };
  if (!type.isBuiltIn || typmod < 0) return none;
  switch (type.name) {
    case "varchar":
    case "bpchar":
      return { ...none, maxLength: typmod - 4 };
    case "bit":
    case "varbit":
      return { ...none, maxLength: typmod };
    case "numeric": {
      const packed = typmod - 4;
      // Eleven bits with sign: a scale may be negative since version 15.
      return { ...none, precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
    }
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      return { ...none, precision: typmod };
    case "interval":
      return { ...none, precision: (typmod & 0xffff) === 0xffff ? null : typmod & 0xffff };
    default:
      return none;
  }
}
