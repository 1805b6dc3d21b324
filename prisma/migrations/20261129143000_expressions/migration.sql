-- Expressions: which rows take part, and what a field without a value does to the list.
CREATE TYPE "NullPolicy" AS ENUM ('CLEAR', 'KEEP', 'DEFAULT');

ALTER TABLE "sync_definitions" ADD COLUMN "row_filter" TEXT;

ALTER TABLE "field_mappings"
  ADD COLUMN "null_policy" "NullPolicy" NOT NULL DEFAULT 'CLEAR',
  ADD COLUMN "default_value" TEXT,
  ADD COLUMN "inverse_rule" TEXT,
  -- A default is there exactly where it is used.
  ADD CONSTRAINT "field_mappings_default_value_check" CHECK (("null_policy" = 'DEFAULT') = ("default_value" IS NOT NULL));
