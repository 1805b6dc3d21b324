-- What a definition does when a row or an item leaves, its guards, its schedule and the level of its key.
CREATE TYPE "DeletePolicy" AS ENUM ('KEEP', 'DELETE', 'MARK');
CREATE TYPE "ListDeletePolicy" AS ENUM ('RECREATE', 'DETACH', 'ASK');
CREATE TYPE "KeyLevel" AS ENUM ('K1', 'K2', 'K3', 'K4');

ALTER TYPE "OperationKind" ADD VALUE 'MARK';

ALTER TABLE "sync_definitions"
  ADD COLUMN "on_source_delete" "DeletePolicy" NOT NULL DEFAULT 'KEEP',
  ADD COLUMN "on_left_filter" "DeletePolicy" NOT NULL DEFAULT 'KEEP',
  ADD COLUMN "on_list_delete" "ListDeletePolicy" NOT NULL DEFAULT 'RECREATE',
  ADD COLUMN "mark_column_id" UUID,
  ADD COLUMN "guards" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "schedule_time_zone" TEXT NOT NULL DEFAULT 'UTC',
  ADD COLUMN "next_run_at" TIMESTAMPTZ(6),
  ADD COLUMN "full_scan_cron" TEXT,
  ADD COLUMN "last_full_scan_at" TIMESTAMPTZ(6),
  ADD COLUMN "key_level" "KeyLevel",
  ADD COLUMN "key_level_reason" TEXT,
  ADD CONSTRAINT "sync_definitions_mark_column_id_fkey" FOREIGN KEY ("mark_column_id") REFERENCES "sharepoint_columns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE INDEX "sync_definitions_next_run_at_idx" ON "sync_definitions"("next_run_at");

ALTER TABLE "sync_ledger"
  ADD COLUMN "cause" TEXT,
  ADD COLUMN "left_at" TIMESTAMPTZ(6),
  ADD COLUMN "flips" JSONB;

ALTER TABLE "sync_operations" ADD COLUMN "cause" TEXT;

ALTER TABLE "sync_runs"
  ADD COLUMN "is_full_scan" BOOLEAN NOT NULL DEFAULT true,
  ADD COLUMN "rows_filtered" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "planned_deletes" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "planned_marks" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "items_deleted" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "items_marked" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "estimated_units" BIGINT,
  ADD COLUMN "estimated_minutes" DOUBLE PRECISION,
  ADD COLUMN "plan_digest" TEXT,
  ADD COLUMN "halt" JSONB,
  ADD COLUMN "approved_by" TEXT,
  ADD COLUMN "approved_at" TIMESTAMPTZ(6);

-- Identities that a run's reading has met; worth nothing after a crash, since the reading then begins anew.
CREATE UNLOGGED TABLE "sync_seen" (
  "sync_run_id" UUID NOT NULL,
  "source_identity_hash" TEXT NOT NULL,
  CONSTRAINT "sync_seen_pkey" PRIMARY KEY ("sync_run_id", "source_identity_hash"),
  CONSTRAINT "sync_seen_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
