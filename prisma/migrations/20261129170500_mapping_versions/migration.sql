-- Each published version of a mapping as one document, and what people have not published yet.
CREATE TABLE "mapping_versions" (
  "sync_def_id" UUID NOT NULL,
  "version" INTEGER NOT NULL,
  "document" JSONB NOT NULL,
  "published_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  "published_by" TEXT NOT NULL,
  "reason" TEXT,
  CONSTRAINT "mapping_versions_pkey" PRIMARY KEY ("sync_def_id", "version"),
  CONSTRAINT "mapping_versions_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "mapping_drafts" (
  "sync_def_id" UUID NOT NULL,
  "user_id" TEXT NOT NULL,
  "user_name" TEXT NOT NULL,
  "base_version" INTEGER NOT NULL,
  "revision" INTEGER NOT NULL DEFAULT 1,
  "document" JSONB NOT NULL,
  "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "mapping_drafts_pkey" PRIMARY KEY ("sync_def_id", "user_id"),
  CONSTRAINT "mapping_drafts_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- What is published now is the first version that is kept.
INSERT INTO "mapping_versions" ("sync_def_id", "version", "document", "published_by", "reason")
SELECT d.id, d.mapping_version, jsonb_build_object(
    'rowFilter', d.row_filter,
    'unitRows', '[]'::jsonb,
    'rows', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
          'id', m.id, 'sourceColumnId', m.source_column_id, 'targetColumnId', m.target_column_id, 'direction', m.sync_direction,
          'transform', m.transform_rule, 'inverse', m.inverse_rule, 'nullPolicy', m.null_policy, 'defaultValue', m.default_value
        ) ORDER BY m.id)
      FROM "field_mappings" m WHERE m.sync_def_id = d.id), '[]'::jsonb)
  ), 'SyncBridge', 'As it was when versions began to be kept.'
FROM "sync_definitions" d;
