-- What an update's item is emptied of first, since its row and others trade their values in a unique column.
ALTER TABLE "sync_operations" ADD COLUMN "parted" JSONB;
