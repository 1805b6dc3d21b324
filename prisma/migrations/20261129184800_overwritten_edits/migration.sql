-- What a person had set and a write was sent to replace: kept before it is sent, since its answer may be lost.
ALTER TABLE "sync_operations" ADD COLUMN "overwritten" JSONB;
