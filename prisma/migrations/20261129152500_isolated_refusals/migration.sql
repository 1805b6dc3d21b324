-- Which fields of a refused payload were at fault, by error and column set: looked for once a day, since it costs several writes.
CREATE TABLE "sync_isolations" (
  "sync_def_id" UUID NOT NULL,
  "signature" TEXT NOT NULL,
  "culprits" JSONB NOT NULL,
  "found_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "sync_isolations_pkey" PRIMARY KEY ("sync_def_id", "signature"),
  CONSTRAINT "sync_isolations_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
