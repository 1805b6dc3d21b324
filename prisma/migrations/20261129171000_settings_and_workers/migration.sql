-- What administrators set for the whole installation; one row that is always there.
CREATE TABLE "installation_settings" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "guards" JSONB NOT NULL DEFAULT '{}',
  "keep_operations_days" INTEGER NOT NULL DEFAULT 90,
  "keep_events_days" INTEGER,
  "keep_snapshots_days" INTEGER,
  "keep_metrics_days" INTEGER,
  CONSTRAINT "installation_settings_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "installation_settings_one_row_check" CHECK ("id" = 1),
  CONSTRAINT "installation_settings_days_check" CHECK (
    "keep_operations_days" BETWEEN 1 AND 3650
    AND "keep_events_days" BETWEEN 1 AND 3650
    AND "keep_snapshots_days" BETWEEN 1 AND 3650
    AND "keep_metrics_days" BETWEEN 1 AND 3650)
);
INSERT INTO "installation_settings" DEFAULT VALUES;

-- Which workers there are: each says by the metastore's clock until when it counts as alive.
CREATE TABLE "workers" (
  "name" TEXT NOT NULL,
  "host" TEXT NOT NULL,
  "process_id" INTEGER NOT NULL,
  "version" TEXT NOT NULL,
  "node_version" TEXT NOT NULL,
  "runs_at_once" INTEGER NOT NULL,
  "key_ids" JSONB NOT NULL,
  "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  "expires_at" TIMESTAMPTZ(6) NOT NULL,
  CONSTRAINT "workers_pkey" PRIMARY KEY ("name")
);

-- Stories of long ended runs may be removed; this tells of which runs they were.
ALTER TABLE "sync_runs" ADD COLUMN "events_removed_at" TIMESTAMPTZ(6);

CREATE INDEX "sync_runs_events_kept_idx" ON "sync_runs"("end_time") WHERE "events_removed_at" IS NULL AND "status" <> 'RUNNING';

-- What is old is found by its age.
CREATE INDEX "schema_snapshots_captured_at_idx" ON "schema_snapshots"("captured_at");
CREATE INDEX "source_table_metrics_captured_at_idx" ON "source_table_metrics"("captured_at");
