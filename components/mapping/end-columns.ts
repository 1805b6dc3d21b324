import type { SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";

/** A column of the table or of the list, as both sides of the editor show it. */
export interface EndColumn {
  readonly id: string;
  readonly name: string;
  /** What people call it, where that differs from its name. */
  readonly title: string | null;
  /** `varchar(400)`, `text(255)`. */
  readonly type: string;
  /** What else is to be known of it at a glance. */
  readonly marks: readonly string[];
  readonly isKey: boolean;
  /** It can only be pulled, or not be mapped at all. */
  readonly isReadOnly: boolean;
  readonly isGone: boolean;
}

const words = (...found: readonly (string | false)[]) => found.filter((word) => word !== false);

/** Longest single line of text; longer columns are notes, whose limit says little. */
const singleLineLimit = 255;

export const typeOfTarget = ({ type, maxLength }: TargetColumnView) =>
  maxLength !== null && maxLength <= singleLineLimit ? `${type}(${maxLength})` : type;

export function sourceEnd(column: SourceColumnView): EndColumn {
  return {
    id: column.id,
    name: column.name,
    title: null,
    type: column.nativeType,
    marks: words(!column.isNullable && "not null", column.isVanished && "gone"),
    isKey: column.isKey,
    isReadOnly: column.kind === "binary",
    isGone: column.isVanished,
  };
}

export function targetEnd(column: TargetColumnView): EndColumn {
  return {
    id: column.id,
    name: column.name,
    title: column.displayName === column.name ? null : column.displayName,
    type: typeOfTarget(column),
    marks: words(
      column.isRequired && "required",
      column.isUnique && "unique",
      column.isReadOnly && column.type !== "read-only" && "read-only",
      column.reservedFor !== null && "read-only",
      column.isVanished && "gone",
    ),
    isKey: false,
    isReadOnly: column.isReadOnly || column.reservedFor !== null,
    isGone: column.isVanished,
  };
}
