-- How often the list put an operation off while it served others, after which it is given up.
ALTER TABLE "sync_operations" ADD COLUMN "put_offs" INTEGER NOT NULL DEFAULT 0;
