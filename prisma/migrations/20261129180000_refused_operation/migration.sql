-- What was to be done with the item when it was refused, so that a refused update does not hold back the delete of a row that left. Rejections of
-- before have none: what they refused of a row that left is tried once more.
ALTER TABLE "sync_rejections" ADD COLUMN "operation_kind" "OperationKind";
