-- Levels of the list key, matching of a list that has items already, and what an administrator said of a moved metastore.
CREATE TYPE "MatchPurpose" AS ENUM ('FIRST', 'REBUILD', 'REKEY');
CREATE TYPE "MatchState" AS ENUM ('QUEUED', 'READING', 'READY', 'CONFIRMED', 'FAILED', 'DISCARDED');
CREATE TYPE "MatchSide" AS ENUM ('ROW', 'ITEM');
CREATE TYPE "MatchVerdict" AS ENUM ('MATCHED', 'ONLY_ROW', 'ONLY_ITEM', 'AMBIGUOUS', 'KEPT');

ALTER TYPE "OperationKind" ADD VALUE 'ADOPT';

ALTER TABLE "sync_definitions"
  ADD COLUMN "may_make_unique" BOOLEAN,
  ADD COLUMN "first_match_at" TIMESTAMPTZ(6),
  ADD COLUMN "paused_by_move" BOOLEAN NOT NULL DEFAULT false;

-- Whoever has pushed has met its list already.
UPDATE "sync_definitions" SET "first_match_at" = now() WHERE "identity_namespace" IS NOT NULL;
-- Until now a list was pushed to only at this level.
UPDATE "sync_definitions" SET "key_level" = 'K1' WHERE "identity_namespace" IS NOT NULL AND "key_level" IS NULL;

ALTER TABLE "sync_runs" ADD COLUMN "create_link" TEXT;

ALTER TABLE "installation"
  ADD COLUMN "moved_at" TIMESTAMPTZ(6),
  ADD COLUMN "decision" TEXT,
  ADD COLUMN "decided_at" TIMESTAMPTZ(6),
  ADD COLUMN "decided_by" TEXT;

CREATE TABLE "sync_matches" (
  "id" UUID NOT NULL DEFAULT gen_random_uuid(),
  "sync_def_id" UUID NOT NULL,
  "purpose" "MatchPurpose" NOT NULL,
  "state" "MatchState" NOT NULL DEFAULT 'QUEUED',
  "requested_by" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT now(),
  "ready_at" TIMESTAMPTZ(6),
  "confirmed_at" TIMESTAMPTZ(6),
  "confirmed_by" TEXT,
  "error_code" TEXT,
  "error_message" TEXT,
  "mapping_version" INTEGER NOT NULL,
  "new_key" JSONB,
  "rows_read" BIGINT NOT NULL DEFAULT 0,
  "items_read" BIGINT NOT NULL DEFAULT 0,
  "rows_unusable" BIGINT NOT NULL DEFAULT 0,
  "matched" INTEGER NOT NULL DEFAULT 0,
  "only_rows" INTEGER NOT NULL DEFAULT 0,
  "only_items" INTEGER NOT NULL DEFAULT 0,
  "ambiguous" INTEGER NOT NULL DEFAULT 0,
  "kept" INTEGER NOT NULL DEFAULT 0,
  "choices" JSONB,
  "sync_run_id" UUID,
  CONSTRAINT "sync_matches_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sync_matches_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "sync_matches_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "sync_matches_sync_def_id_created_at_idx" ON "sync_matches"("sync_def_id", "created_at");
-- One comparison of a definition at a time.
CREATE UNIQUE INDEX "sync_matches_open_key" ON "sync_matches"("sync_def_id") WHERE "state" IN ('QUEUED', 'READING', 'READY');

CREATE TABLE "sync_match_items" (
  "id" BIGSERIAL NOT NULL,
  "match_id" UUID NOT NULL,
  "side" "MatchSide" NOT NULL,
  "match_key" TEXT,
  "sync_key" TEXT,
  "source_identity" TEXT,
  "source_identity_hash" TEXT,
  "former_hash" TEXT,
  "sp_item_id" INTEGER,
  "etag" TEXT,
  "values" JSONB,
  "content_hash" TEXT,
  "verdict" "MatchVerdict",
  "peer_item_id" INTEGER,
  "is_by_key" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "sync_match_items_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sync_match_items_match_id_fkey" FOREIGN KEY ("match_id") REFERENCES "sync_matches"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "sync_match_items_match_id_side_match_key_idx" ON "sync_match_items"("match_id", "side", "match_key");
CREATE INDEX "sync_match_items_match_id_side_sync_key_idx" ON "sync_match_items"("match_id", "side", "sync_key");
CREATE INDEX "sync_match_items_match_id_verdict_id_idx" ON "sync_match_items"("match_id", "verdict", "id");
