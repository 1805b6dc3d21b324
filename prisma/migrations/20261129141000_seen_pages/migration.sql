-- The seen-set of a reading: a row a page instead of a row an identity, which costs a thousandth of the writes. An identity is kept by the
-- first 64 bits of its hash. The epoch is that of the lease: what a holder that slept too long still adds is never counted.
DROP TABLE "sync_seen";
CREATE UNLOGGED TABLE "sync_seen" (
  "sync_run_id" UUID NOT NULL,
  "epoch" BIGINT NOT NULL,
  "page" INTEGER NOT NULL,
  "hashes" BIGINT[] NOT NULL,
  CONSTRAINT "sync_seen_pkey" PRIMARY KEY ("sync_run_id", "epoch", "page"),
  CONSTRAINT "sync_seen_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- What the seen-set lacks, found once and then read in pages.
CREATE UNLOGGED TABLE "sync_missing" (
  "sync_run_id" UUID NOT NULL,
  "epoch" BIGINT NOT NULL,
  "source_identity_hash" TEXT COLLATE "C" NOT NULL,
  CONSTRAINT "sync_missing_pkey" PRIMARY KEY ("sync_run_id", "epoch", "source_identity_hash"),
  CONSTRAINT "sync_missing_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Changes of the ledger only, so that planned updates are writes.
ALTER TABLE "sync_runs" ADD COLUMN "planned_records" INTEGER NOT NULL DEFAULT 0;
