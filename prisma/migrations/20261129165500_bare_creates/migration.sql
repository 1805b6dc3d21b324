-- A create that was refused whole: its item is made of the needed fields first, so that the fields at fault can be found by updates of it.
ALTER TABLE "sync_operations" ADD COLUMN "is_bare" BOOLEAN NOT NULL DEFAULT false;
