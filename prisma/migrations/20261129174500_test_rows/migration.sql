-- What a run of the purpose TEST is to do with one row, and what was said in it. Quotes values: not for viewers.
ALTER TABLE "sync_runs" ADD COLUMN "test" JSONB;
