-- What introspection saw of a table, as one hash: an unchanged table is recognised without looking at its columns.
ALTER TABLE "database_tables" ADD COLUMN "structure_hash" TEXT;
