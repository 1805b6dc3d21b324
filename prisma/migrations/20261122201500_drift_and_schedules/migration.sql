-- Databases are introspected by schedule.
ALTER TABLE "databases"
  ADD COLUMN "introspection_cron" TEXT,
  ADD COLUMN "introspection_time_zone" TEXT NOT NULL DEFAULT 'UTC',
  ADD COLUMN "next_introspection_at" TIMESTAMPTZ(6);
CREATE INDEX "databases_next_introspection_at_idx" ON "databases"("next_introspection_at");

-- What the three kinds of database tell about their tables.
ALTER TABLE "database_tables" ADD COLUMN "variety" TEXT NOT NULL DEFAULT 'table';
UPDATE "database_tables" SET "variety" = 'view' WHERE "table_type" = 'VIEW';
ALTER TABLE "table_columns"
  ADD COLUMN "enum_values" JSONB,
  ADD COLUMN "is_row_version" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "table_constraints" ADD COLUMN "referenced_columns" JSONB;
ALTER TABLE "table_indexes"
  ADD COLUMN "descending_columns" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "included_columns" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "predicate" TEXT,
  ADD COLUMN "is_whole" BOOLEAN NOT NULL DEFAULT true;
-- Until the next introspection says it exactly, an index with a condition is none that identifies rows.
UPDATE "table_indexes" SET "is_whole" = false WHERE "definition" ~* '\mWHERE\M';

-- Differences between two introspections, kept until somebody has seen them.
CREATE TYPE "DriftKind" AS ENUM ('TABLE_VANISHED', 'TABLE_RETURNED', 'COLUMN_ADDED', 'COLUMN_REMOVED', 'COLUMN_RENAMED',
  'COLUMN_RETYPED', 'COLUMN_WIDENED', 'COLUMN_NARROWED', 'NULLABILITY_CHANGED', 'KEY_CHANGED');
CREATE TYPE "DriftStatus" AS ENUM ('OPEN', 'ACKNOWLEDGED', 'IGNORED');
CREATE TABLE "drift_findings" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "table_id" UUID NOT NULL,
  "column_id" UUID,
  "database_instance_id" UUID NOT NULL,
  "kind" "DriftKind" NOT NULL,
  "column_name" TEXT,
  "before" JSONB,
  "after" JSONB,
  "status" "DriftStatus" NOT NULL DEFAULT 'OPEN',
  "found_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "settled_at" TIMESTAMPTZ(6),
  "settled_by" TEXT,
  CONSTRAINT "drift_findings_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "drift_findings_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "database_tables"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "drift_findings_column_id_fkey" FOREIGN KEY ("column_id") REFERENCES "table_columns"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "drift_findings_database_instance_id_fkey" FOREIGN KEY ("database_instance_id") REFERENCES "database_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "drift_findings_table_id_status_found_at_idx" ON "drift_findings"("table_id", "status", "found_at" DESC);
CREATE INDEX "drift_findings_status_found_at_idx" ON "drift_findings"("status", "found_at" DESC);
