-- List columns that took the mark of rows that left before another one was chosen: their marks are taken off where a row comes back. The ledger's bases name
-- them `left-at:<id>`.
ALTER TABLE "sync_definitions" ADD COLUMN "former_mark_column_ids" UUID[] NOT NULL DEFAULT '{}';
