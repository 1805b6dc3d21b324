-- One entry a write, so that a later edit does not take the place of an earlier one.
UPDATE "sync_operations" SET "overwritten" = jsonb_build_array("overwritten") WHERE jsonb_typeof("overwritten") = 'object';
