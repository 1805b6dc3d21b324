-- What kind of actor asked for a run: a schedule may have a person's name, and the other way round. Null where nobody can tell any more.
ALTER TABLE "sync_runs" ADD COLUMN "requested_by_kind" TEXT;
ALTER TABLE "sync_runs" ADD COLUMN "cancelled_by" TEXT;

UPDATE "sync_runs" r SET "requested_by_kind" = e.actor_kind
FROM "audit_events" e
WHERE e.target_kind = 'run' AND e.target_id = r.id::text AND e.action IN ('run.started', 'run.planned');

UPDATE "sync_runs" r SET "cancelled_by" = e.actor_name
FROM "audit_events" e WHERE e.target_kind = 'run' AND e.target_id = r.id::text AND e.action = 'run.cancelled';

ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_requested_by_kind_check"
  CHECK ("requested_by_kind" IN ('person', 'worker', 'command-line'));
