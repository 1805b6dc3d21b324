-- What real rows made of each mapping when its fit was measured last. Its failing rows quote values: not for viewers.
CREATE TABLE "mapping_fits" (
  "field_mapping_id" UUID NOT NULL,
  "sync_def_id" UUID NOT NULL,
  "mapping_version" INTEGER NOT NULL,
  "measured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  "instance_label" TEXT NOT NULL,
  "is_whole" BOOLEAN NOT NULL,
  "measure" JSONB NOT NULL,
  CONSTRAINT "mapping_fits_pkey" PRIMARY KEY ("field_mapping_id"),
  CONSTRAINT "mapping_fits_field_mapping_id_fkey" FOREIGN KEY ("field_mapping_id") REFERENCES "field_mappings"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "mapping_fits_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "mapping_fits_sync_def_id_idx" ON "mapping_fits"("sync_def_id");
