-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ActivationStatus" AS ENUM ('ACTIVE', 'DISABLED');

-- CreateEnum
CREATE TYPE "ApplicationStatus" AS ENUM ('ACTIVE', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "DatabaseType" AS ENUM ('POSTGRES', 'SQLSERVER', 'MYSQL');

-- CreateEnum
CREATE TYPE "DatabaseEnvironment" AS ENUM ('DEV', 'STAGING', 'PROD');

-- CreateEnum
CREATE TYPE "InstanceRole" AS ENUM ('PRIMARY', 'SECONDARY');

-- CreateEnum
CREATE TYPE "TableType" AS ENUM ('BASE', 'VIEW');

-- CreateEnum
CREATE TYPE "ConstraintType" AS ENUM ('PRIMARY_KEY', 'FOREIGN_KEY', 'UNIQUE', 'CHECK');

-- CreateEnum
CREATE TYPE "IntrospectionStatus" AS ENUM ('SUCCESS', 'FAILED');

-- CreateEnum
CREATE TYPE "RunType" AS ENUM ('PUSH', 'INGRESS', 'CDC');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('RUNNING', 'COMPLETED', 'FAILED');

-- CreateEnum
CREATE TYPE "RunPhase" AS ENUM ('QUEUED', 'DECIDING', 'HALTED', 'APPLYING', 'WAITING', 'DONE');

-- CreateEnum
CREATE TYPE "RunOutcome" AS ENUM ('SUCCEEDED', 'PARTIAL', 'FAILED', 'HALTED', 'CANCELLED', 'INTERRUPTED');

-- CreateEnum
CREATE TYPE "RunPurpose" AS ENUM ('SYNC', 'PLAN', 'REPAIR', 'UNDO', 'RECONCILE', 'TEST');

-- CreateEnum
CREATE TYPE "OperationSide" AS ENUM ('SOURCE', 'LIST');

-- CreateEnum
CREATE TYPE "OperationKind" AS ENUM ('CREATE', 'UPDATE', 'DELETE', 'RECORD');

-- CreateEnum
CREATE TYPE "OperationState" AS ENUM ('PENDING', 'SENT', 'DONE', 'REJECTED', 'HELD', 'DROPPED');

-- CreateEnum
CREATE TYPE "ReconcileStatus" AS ENUM ('MATCH', 'MISMATCH', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "EventSeverity" AS ENUM ('INFO', 'WARN', 'ERROR');

-- CreateEnum
CREATE TYPE "SyncMode" AS ENUM ('ONE_WAY_PUSH', 'TWO_WAY', 'ARCHIVE_ONLY');

-- CreateEnum
CREATE TYPE "ConflictPolicy" AS ENUM ('SOURCE_WINS', 'DESTINATION_WINS', 'LATEST_WINS', 'MANUAL');

-- CreateEnum
CREATE TYPE "KeyStrategy" AS ENUM ('PRIMARY_KEY', 'UNIQUE_CONSTRAINT', 'COMPOSITE_COLUMNS', 'HASHED');

-- CreateEnum
CREATE TYPE "TargetStrategy" AS ENUM ('SINGLE', 'CONDITIONAL');

-- CreateEnum
CREATE TYPE "CursorStrategy" AS ENUM ('UPDATED_AT', 'LSN', 'FULL_SCAN');

-- CreateEnum
CREATE TYPE "SyncDirection" AS ENUM ('BIDIRECTIONAL', 'PUSH_ONLY', 'PULL_ONLY');

-- CreateEnum
CREATE TYPE "Provenance" AS ENUM ('PUSH', 'PULL');

-- CreateEnum
CREATE TYPE "LedgerState" AS ENUM ('PENDING_CREATE', 'LINKED', 'MOVING', 'PENDING_DELETE', 'DETACHED', 'ARCHIVED', 'DELETED', 'ASKED', 'PARTIAL');

-- CreateEnum
CREATE TYPE "CursorScope" AS ENUM ('SOURCE', 'TARGET');

-- CreateEnum
CREATE TYPE "CursorType" AS ENUM ('TIMESTAMP', 'LSN', 'DELTA_LINK');

-- CreateEnum
CREATE TYPE "RejectionOrigin" AS ENUM ('LOCAL', 'GRAPH');

-- CreateTable
CREATE TABLE "applications" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "owner_team" TEXT,
    "description" TEXT,
    "status" "ApplicationStatus" NOT NULL DEFAULT 'ACTIVE',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "applications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "databases" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "application_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "db_type" "DatabaseType" NOT NULL,
    "environment" "DatabaseEnvironment" NOT NULL,
    "database_name" TEXT NOT NULL,
    "status" "ActivationStatus" NOT NULL DEFAULT 'ACTIVE',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "databases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "database_instances" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "database_id" UUID NOT NULL,
    "instance_label" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "db_name" TEXT NOT NULL,
    "db_user" TEXT NOT NULL,
    "db_password" TEXT NOT NULL,
    "config" JSONB NOT NULL DEFAULT '{}',
    "role" "InstanceRole" NOT NULL DEFAULT 'PRIMARY',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "status" "ActivationStatus" NOT NULL DEFAULT 'ACTIVE',
    "valid_from" TIMESTAMPTZ(6),
    "valid_to" TIMESTAMPTZ(6),
    "last_verified_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "verification" JSONB,

    CONSTRAINT "database_instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "database_tables" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "database_id" UUID NOT NULL,
    "schema_name" TEXT NOT NULL,
    "table_name" TEXT NOT NULL,
    "table_type" "TableType" NOT NULL,
    "primary_key" TEXT,
    "row_estimate" BIGINT,
    "last_introspected_at" TIMESTAMPTZ(6) NOT NULL,
    "vanished_at" TIMESTAMPTZ(6),
    "comment" TEXT,
    "size_bytes" BIGINT,

    CONSTRAINT "database_tables_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "table_columns" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "table_id" UUID NOT NULL,
    "ordinal_position" INTEGER NOT NULL,
    "column_name" TEXT NOT NULL,
    "data_type" TEXT NOT NULL,
    "is_nullable" BOOLEAN NOT NULL,
    "default_value" TEXT,
    "is_identity" BOOLEAN NOT NULL DEFAULT false,
    "is_primary_key" BOOLEAN NOT NULL DEFAULT false,
    "is_unique" BOOLEAN NOT NULL DEFAULT false,
    "native_type" TEXT NOT NULL,
    "value_kind" TEXT NOT NULL,
    "max_length" INTEGER,
    "numeric_precision" INTEGER,
    "numeric_scale" INTEGER,
    "is_generated" BOOLEAN NOT NULL DEFAULT false,
    "collation" TEXT,
    "comment" TEXT,
    "vanished_at" TIMESTAMPTZ(6),

    CONSTRAINT "table_columns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "table_constraints" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "table_id" UUID NOT NULL,
    "constraint_name" TEXT NOT NULL,
    "constraint_type" "ConstraintType" NOT NULL,
    "columns" JSONB NOT NULL,
    "referenced_table" TEXT,
    "definition" TEXT,

    CONSTRAINT "table_constraints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "table_indexes" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "table_id" UUID NOT NULL,
    "index_name" TEXT NOT NULL,
    "is_unique" BOOLEAN NOT NULL,
    "index_method" TEXT NOT NULL,
    "columns" JSONB NOT NULL,
    "definition" TEXT,

    CONSTRAINT "table_indexes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_table_metrics" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "table_id" UUID NOT NULL,
    "database_instance_id" UUID NOT NULL,
    "captured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "row_count" BIGINT NOT NULL,
    "max_updated_at" TIMESTAMPTZ(6),
    "is_estimate" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "source_table_metrics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "introspection_runs" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "database_instance_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "status" "IntrospectionStatus",
    "stats" JSONB NOT NULL DEFAULT '{}',
    "error_code" TEXT,
    "error_message" TEXT,
    "phase" TEXT,
    "requested_by" TEXT,

    CONSTRAINT "introspection_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schema_snapshots" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "table_id" UUID NOT NULL,
    "database_instance_id" UUID NOT NULL,
    "captured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "columns" JSONB NOT NULL,
    "constraints" JSONB NOT NULL,
    "indexes" JSONB NOT NULL,

    CONSTRAINT "schema_snapshots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "roles" JSONB NOT NULL DEFAULT '[]',
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "target_name" TEXT,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "database_system_id" TEXT NOT NULL,
    "database_oid" BIGINT NOT NULL,
    "mark" UUID NOT NULL DEFAULT gen_random_uuid(),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_runs" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "run_type" "RunType" NOT NULL,
    "status" "RunStatus" NOT NULL DEFAULT 'RUNNING',
    "start_time" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "end_time" TIMESTAMPTZ(6),
    "items_processed" INTEGER NOT NULL DEFAULT 0,
    "items_failed" INTEGER NOT NULL DEFAULT 0,
    "error_message" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "phase" "RunPhase" NOT NULL DEFAULT 'QUEUED',
    "outcome" "RunOutcome",
    "purpose" "RunPurpose" NOT NULL DEFAULT 'SYNC',
    "requested_by" TEXT NOT NULL,
    "cancel_requested_at" TIMESTAMPTZ(6),
    "rows_read" BIGINT NOT NULL DEFAULT 0,
    "rows_unchanged" BIGINT NOT NULL DEFAULT 0,
    "rows_rejected" BIGINT NOT NULL DEFAULT 0,
    "planned_creates" INTEGER NOT NULL DEFAULT 0,
    "planned_updates" INTEGER NOT NULL DEFAULT 0,
    "items_created" INTEGER NOT NULL DEFAULT 0,
    "items_updated" INTEGER NOT NULL DEFAULT 0,
    "items_adopted" INTEGER NOT NULL DEFAULT 0,
    "rows_expected" BIGINT,
    "units_spent" BIGINT NOT NULL DEFAULT 0,
    "throttled_ms" BIGINT NOT NULL DEFAULT 0,
    "waiting_until" TIMESTAMPTZ(6),
    "decided_at" TIMESTAMPTZ(6),
    "progress_at" TIMESTAMPTZ(6),
    "error_code" TEXT,
    "freshness_token" TEXT,
    "pending_cursor" JSONB,

    CONSTRAINT "sync_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_operations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_run_id" UUID NOT NULL,
    "sync_def_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "side" "OperationSide" NOT NULL,
    "kind" "OperationKind" NOT NULL,
    "state" "OperationState" NOT NULL DEFAULT 'PENDING',
    "source_identity" TEXT NOT NULL,
    "source_identity_hash" TEXT NOT NULL,
    "sp_list_id" TEXT NOT NULL,
    "sp_item_id" INTEGER,
    "expected_etag" TEXT,
    "intended" JSONB NOT NULL,
    "before" JSONB,
    "key_values" JSONB,
    "content_hash" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(6),
    "sent_at" TIMESTAMPTZ(6),
    "sent_epoch" BIGINT,
    "settled_at" TIMESTAMPTZ(6),
    "outcome_code" TEXT,
    "error" JSONB,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_operations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_metrics" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "source_instance_id" UUID,
    "target_list_id" UUID NOT NULL,
    "last_sync_ts" TIMESTAMPTZ(6),
    "total_rows_synced" BIGINT NOT NULL DEFAULT 0,
    "last_run_id" UUID,
    "last_reconcile_at" TIMESTAMPTZ(6),
    "source_row_count" BIGINT,
    "target_row_count" BIGINT,
    "reconcile_delta" BIGINT,
    "reconcile_status" "ReconcileStatus" NOT NULL DEFAULT 'UNKNOWN',

    CONSTRAINT "sync_metrics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_events" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_run_id" UUID NOT NULL,
    "severity" "EventSeverity" NOT NULL,
    "event_type" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "seq" BIGSERIAL NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "sync_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharepoint_connections" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret" TEXT,
    "authority_host" TEXT NOT NULL DEFAULT 'https://login.microsoftonline.com',
    "scopes" JSONB NOT NULL DEFAULT '["https://graph.microsoft.com/.default"]',
    "status" "ActivationStatus" NOT NULL DEFAULT 'ACTIVE',
    "last_verified_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "verification" JSONB,

    CONSTRAINT "sharepoint_connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharepoint_sites" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "site_path" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "web_url" TEXT NOT NULL,
    "status" "ActivationStatus" NOT NULL DEFAULT 'ACTIVE',
    "display_name" TEXT,
    "time_zone" TEXT,

    CONSTRAINT "sharepoint_sites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharepoint_lists" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "site_id" UUID NOT NULL,
    "list_id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "description" TEXT,
    "template" TEXT NOT NULL,
    "is_provisioned" BOOLEAN NOT NULL DEFAULT false,
    "last_provisioned_at" TIMESTAMPTZ(6),
    "web_url" TEXT,
    "internal_name" TEXT,
    "is_hidden" BOOLEAN NOT NULL DEFAULT false,
    "vanished_at" TIMESTAMPTZ(6),

    CONSTRAINT "sharepoint_lists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "target_list_metrics" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "target_list_id" UUID NOT NULL,
    "captured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "item_count" BIGINT NOT NULL,
    "last_modified_at" TIMESTAMPTZ(6),

    CONSTRAINT "target_list_metrics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sharepoint_columns" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "list_id" UUID NOT NULL,
    "column_name" TEXT NOT NULL,
    "column_type" TEXT NOT NULL,
    "is_required" BOOLEAN NOT NULL DEFAULT false,
    "is_readonly" BOOLEAN NOT NULL DEFAULT false,
    "column_guid" TEXT,
    "display_name" TEXT,
    "is_indexed" BOOLEAN NOT NULL DEFAULT false,
    "is_unique" BOOLEAN NOT NULL DEFAULT false,
    "is_hidden" BOOLEAN NOT NULL DEFAULT false,
    "max_length" INTEGER,
    "choices" JSONB,
    "definition" JSONB NOT NULL,
    "vanished_at" TIMESTAMPTZ(6),

    CONSTRAINT "sharepoint_columns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_definitions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "source_table_id" UUID NOT NULL,
    "target_list_id" UUID NOT NULL,
    "sync_mode" "SyncMode" NOT NULL,
    "conflict_policy" "ConflictPolicy" NOT NULL DEFAULT 'SOURCE_WINS',
    "key_strategy" "KeyStrategy" NOT NULL DEFAULT 'PRIMARY_KEY',
    "key_constraint_name" TEXT,
    "target_strategy" "TargetStrategy" NOT NULL DEFAULT 'SINGLE',
    "cursor_strategy" "CursorStrategy" NOT NULL DEFAULT 'FULL_SCAN',
    "cursor_column_id" UUID,
    "sharding_policy" JSONB NOT NULL DEFAULT '{"rules": []}',
    "schedule_cron" TEXT,
    "is_enabled" BOOLEAN NOT NULL DEFAULT false,
    "identity_namespace" TEXT,
    "mapping_version" INTEGER NOT NULL DEFAULT 1,
    "rescan_required" BOOLEAN NOT NULL DEFAULT false,
    "halted_code" TEXT,
    "halted_reason" TEXT,
    "halted_at" TIMESTAMPTZ(6),
    "description" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_definitions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_targets" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "target_list_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "status" "ActivationStatus" NOT NULL DEFAULT 'ACTIVE',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_targets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_sources" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "database_instance_id" UUID NOT NULL,
    "role" "InstanceRole" NOT NULL DEFAULT 'PRIMARY',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "sync_sources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_key_columns" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "column_id" UUID NOT NULL,
    "ordinal_position" INTEGER NOT NULL,
    "is_required" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "sync_key_columns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "field_mappings" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "source_column_id" UUID,
    "source_column_name" TEXT,
    "target_column_id" UUID NOT NULL,
    "target_column_name" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "sync_direction" "SyncDirection" NOT NULL,
    "is_system_field" BOOLEAN NOT NULL DEFAULT false,
    "transform_rule" TEXT,
    "is_key" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "field_mappings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_ledger" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "source_identity" TEXT COLLATE "C" NOT NULL,
    "source_identity_hash" TEXT NOT NULL,
    "source_key_strategy" "KeyStrategy" NOT NULL,
    "source_instance_id" UUID,
    "sp_list_id" TEXT NOT NULL,
    "sp_item_id" INTEGER,
    "content_hash" TEXT,
    "last_source_ts" TIMESTAMPTZ(6),
    "last_sync_ts" TIMESTAMPTZ(6),
    "provenance" "Provenance" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" "LedgerState" NOT NULL,
    "base" JSONB,
    "list_form" JSONB,
    "etag" TEXT,
    "source_locator" JSONB,
    "last_run_id" UUID,

    CONSTRAINT "sync_ledger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_cursors" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "cursor_scope" "CursorScope" NOT NULL,
    "cursor_type" "CursorType" NOT NULL,
    "cursor_value" TEXT NOT NULL,
    "source_instance_id" UUID,
    "target_list_id" UUID,
    "last_run_id" UUID,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_cursors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_leases" (
    "sync_def_id" UUID NOT NULL,
    "holder" TEXT,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "taken_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "sync_leases_pkey" PRIMARY KEY ("sync_def_id")
);

-- CreateTable
CREATE TABLE "sync_rejections" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "sync_def_id" UUID NOT NULL,
    "source_identity" TEXT NOT NULL,
    "source_identity_hash" TEXT NOT NULL,
    "origin" "RejectionOrigin" NOT NULL,
    "code" TEXT NOT NULL,
    "field_name" TEXT,
    "message" TEXT NOT NULL,
    "content_hash" TEXT,
    "mapping_version" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_retry_at" TIMESTAMPTZ(6),
    "resolved_at" TIMESTAMPTZ(6),
    "last_run_id" UUID,

    CONSTRAINT "sync_rejections_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "databases_application_id_database_name_environment_key" ON "databases"("application_id", "database_name", "environment");

-- CreateIndex
CREATE INDEX "database_instances_database_id_status_priority_idx" ON "database_instances"("database_id", "status", "priority");

-- CreateIndex
CREATE UNIQUE INDEX "database_tables_database_id_schema_name_table_name_key" ON "database_tables"("database_id", "schema_name", "table_name");

-- CreateIndex
CREATE UNIQUE INDEX "table_columns_table_id_column_name_key" ON "table_columns"("table_id", "column_name");

-- CreateIndex
CREATE INDEX "table_constraints_table_id_constraint_type_idx" ON "table_constraints"("table_id", "constraint_type");

-- CreateIndex
CREATE INDEX "table_indexes_table_id_is_unique_idx" ON "table_indexes"("table_id", "is_unique");

-- CreateIndex
CREATE INDEX "source_table_metrics_table_id_database_instance_id_captured_idx" ON "source_table_metrics"("table_id", "database_instance_id", "captured_at");

-- CreateIndex
CREATE INDEX "introspection_runs_database_instance_id_started_at_idx" ON "introspection_runs"("database_instance_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "schema_snapshots_table_id_captured_at_idx" ON "schema_snapshots"("table_id", "captured_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "users_tenant_id_object_id_key" ON "users"("tenant_id", "object_id");

-- CreateIndex
CREATE INDEX "audit_events_at_id_idx" ON "audit_events"("at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_events_target_kind_target_id_at_idx" ON "audit_events"("target_kind", "target_id", "at");

-- CreateIndex
CREATE INDEX "sync_runs_sync_def_id_start_time_idx" ON "sync_runs"("sync_def_id", "start_time");

-- CreateIndex
CREATE INDEX "sync_runs_start_time_id_idx" ON "sync_runs"("start_time" DESC, "id");

-- CreateIndex
CREATE INDEX "sync_operations_sync_run_id_state_seq_idx" ON "sync_operations"("sync_run_id", "state", "seq");

-- CreateIndex
CREATE INDEX "sync_operations_sync_def_id_source_identity_hash_idx" ON "sync_operations"("sync_def_id", "source_identity_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sync_operations_sync_run_id_source_identity_hash_key" ON "sync_operations"("sync_run_id", "source_identity_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sync_operations_sync_run_id_seq_key" ON "sync_operations"("sync_run_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "sync_metrics_sync_def_id_source_instance_id_target_list_id_key" ON "sync_metrics"("sync_def_id", "source_instance_id", "target_list_id") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "sync_events_sync_run_id_seq_idx" ON "sync_events"("sync_run_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "sharepoint_connections_tenant_id_client_id_key" ON "sharepoint_connections"("tenant_id", "client_id");

-- CreateIndex
CREATE UNIQUE INDEX "sharepoint_sites_connection_id_site_id_key" ON "sharepoint_sites"("connection_id", "site_id");

-- CreateIndex
CREATE UNIQUE INDEX "sharepoint_lists_site_id_list_id_key" ON "sharepoint_lists"("site_id", "list_id");

-- CreateIndex
CREATE INDEX "target_list_metrics_target_list_id_captured_at_idx" ON "target_list_metrics"("target_list_id", "captured_at");

-- CreateIndex
CREATE UNIQUE INDEX "sharepoint_columns_list_id_column_name_key" ON "sharepoint_columns"("list_id", "column_name");

-- CreateIndex
CREATE UNIQUE INDEX "sync_targets_sync_def_id_target_list_id_key" ON "sync_targets"("sync_def_id", "target_list_id");

-- CreateIndex
CREATE UNIQUE INDEX "sync_sources_sync_def_id_database_instance_id_key" ON "sync_sources"("sync_def_id", "database_instance_id");

-- CreateIndex
CREATE UNIQUE INDEX "sync_key_columns_sync_def_id_column_id_key" ON "sync_key_columns"("sync_def_id", "column_id");

-- CreateIndex
CREATE UNIQUE INDEX "field_mappings_sync_def_id_source_column_id_key" ON "field_mappings"("sync_def_id", "source_column_id");

-- CreateIndex
CREATE INDEX "sync_ledger_sync_def_id_state_source_identity_idx" ON "sync_ledger"("sync_def_id", "state", "source_identity");

-- CreateIndex
CREATE UNIQUE INDEX "sync_ledger_sync_def_id_source_identity_hash_key" ON "sync_ledger"("sync_def_id", "source_identity_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sync_cursors_sync_def_id_cursor_scope_source_instance_id_ta_key" ON "sync_cursors"("sync_def_id", "cursor_scope", "source_instance_id", "target_list_id") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "sync_rejections_sync_def_id_last_seen_at_idx" ON "sync_rejections"("sync_def_id", "last_seen_at" DESC);

-- AddForeignKey
ALTER TABLE "databases" ADD CONSTRAINT "databases_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "database_instances" ADD CONSTRAINT "database_instances_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "databases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "database_tables" ADD CONSTRAINT "database_tables_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "databases"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "table_columns" ADD CONSTRAINT "table_columns_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "database_tables"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "table_constraints" ADD CONSTRAINT "table_constraints_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "database_tables"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "table_indexes" ADD CONSTRAINT "table_indexes_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "database_tables"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_table_metrics" ADD CONSTRAINT "source_table_metrics_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "database_tables"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_table_metrics" ADD CONSTRAINT "source_table_metrics_database_instance_id_fkey" FOREIGN KEY ("database_instance_id") REFERENCES "database_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "introspection_runs" ADD CONSTRAINT "introspection_runs_database_instance_id_fkey" FOREIGN KEY ("database_instance_id") REFERENCES "database_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schema_snapshots" ADD CONSTRAINT "schema_snapshots_table_id_fkey" FOREIGN KEY ("table_id") REFERENCES "database_tables"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schema_snapshots" ADD CONSTRAINT "schema_snapshots_database_instance_id_fkey" FOREIGN KEY ("database_instance_id") REFERENCES "database_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_operations" ADD CONSTRAINT "sync_operations_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_operations" ADD CONSTRAINT "sync_operations_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_metrics" ADD CONSTRAINT "sync_metrics_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_metrics" ADD CONSTRAINT "sync_metrics_source_instance_id_fkey" FOREIGN KEY ("source_instance_id") REFERENCES "database_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_metrics" ADD CONSTRAINT "sync_metrics_target_list_id_fkey" FOREIGN KEY ("target_list_id") REFERENCES "sharepoint_lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_metrics" ADD CONSTRAINT "sync_metrics_last_run_id_fkey" FOREIGN KEY ("last_run_id") REFERENCES "sync_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_events" ADD CONSTRAINT "sync_events_sync_run_id_fkey" FOREIGN KEY ("sync_run_id") REFERENCES "sync_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sharepoint_sites" ADD CONSTRAINT "sharepoint_sites_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "sharepoint_connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sharepoint_lists" ADD CONSTRAINT "sharepoint_lists_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sharepoint_sites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target_list_metrics" ADD CONSTRAINT "target_list_metrics_target_list_id_fkey" FOREIGN KEY ("target_list_id") REFERENCES "sharepoint_lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sharepoint_columns" ADD CONSTRAINT "sharepoint_columns_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "sharepoint_lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_definitions" ADD CONSTRAINT "sync_definitions_source_table_id_fkey" FOREIGN KEY ("source_table_id") REFERENCES "database_tables"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_definitions" ADD CONSTRAINT "sync_definitions_target_list_id_fkey" FOREIGN KEY ("target_list_id") REFERENCES "sharepoint_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_definitions" ADD CONSTRAINT "sync_definitions_cursor_column_id_fkey" FOREIGN KEY ("cursor_column_id") REFERENCES "table_columns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_targets" ADD CONSTRAINT "sync_targets_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_targets" ADD CONSTRAINT "sync_targets_target_list_id_fkey" FOREIGN KEY ("target_list_id") REFERENCES "sharepoint_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_targets" ADD CONSTRAINT "sync_targets_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "sharepoint_connections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_targets" ADD CONSTRAINT "sync_targets_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sharepoint_sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_sources" ADD CONSTRAINT "sync_sources_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_sources" ADD CONSTRAINT "sync_sources_database_instance_id_fkey" FOREIGN KEY ("database_instance_id") REFERENCES "database_instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_key_columns" ADD CONSTRAINT "sync_key_columns_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_key_columns" ADD CONSTRAINT "sync_key_columns_column_id_fkey" FOREIGN KEY ("column_id") REFERENCES "table_columns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "field_mappings" ADD CONSTRAINT "field_mappings_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "field_mappings" ADD CONSTRAINT "field_mappings_source_column_id_fkey" FOREIGN KEY ("source_column_id") REFERENCES "table_columns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "field_mappings" ADD CONSTRAINT "field_mappings_target_column_id_fkey" FOREIGN KEY ("target_column_id") REFERENCES "sharepoint_columns"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_ledger" ADD CONSTRAINT "sync_ledger_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_ledger" ADD CONSTRAINT "sync_ledger_source_instance_id_fkey" FOREIGN KEY ("source_instance_id") REFERENCES "database_instances"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_ledger" ADD CONSTRAINT "sync_ledger_last_run_id_fkey" FOREIGN KEY ("last_run_id") REFERENCES "sync_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_source_instance_id_fkey" FOREIGN KEY ("source_instance_id") REFERENCES "database_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_target_list_id_fkey" FOREIGN KEY ("target_list_id") REFERENCES "sharepoint_lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_last_run_id_fkey" FOREIGN KEY ("last_run_id") REFERENCES "sync_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_leases" ADD CONSTRAINT "sync_leases_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_rejections" ADD CONSTRAINT "sync_rejections_sync_def_id_fkey" FOREIGN KEY ("sync_def_id") REFERENCES "sync_definitions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_rejections" ADD CONSTRAINT "sync_rejections_last_run_id_fkey" FOREIGN KEY ("last_run_id") REFERENCES "sync_runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand from here on (and above: NULLS NOT DISTINCT on two unique indexes, COLLATE "C" on sync_ledger.source_identity):
-- what the schema files cannot say.

-- A mapping flows from a column or from an expression.
ALTER TABLE "field_mappings" ADD CONSTRAINT "field_mappings_source_check"
    CHECK ("source_column_id" IS NOT NULL OR "transform_rule" IS NOT NULL);

-- At most one default target a definition.
CREATE UNIQUE INDEX "sync_targets_default_key" ON "sync_targets"("sync_def_id") WHERE "is_default";

-- One item has one owner, across definitions. Entries of the other states have let go of their item or have none yet.
CREATE UNIQUE INDEX "sync_ledger_item_owner_key" ON "sync_ledger"("sp_list_id", "sp_item_id")
    WHERE "state" IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED');

-- An entry has no item while it waits for its create, and has one in every state that owns an item.
ALTER TABLE "sync_ledger" ADD CONSTRAINT "sync_ledger_item_check" CHECK (
    CASE "state"
        WHEN 'PENDING_CREATE' THEN "sp_item_id" IS NULL
        WHEN 'DETACHED' THEN true
        WHEN 'DELETED' THEN true
        ELSE "sp_item_id" IS NOT NULL
    END
);

-- At most one running run a definition.
CREATE UNIQUE INDEX "sync_runs_running_key" ON "sync_runs"("sync_def_id") WHERE "status" = 'RUNNING';

-- A run has an end and an outcome exactly when it is no longer running.
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_end_check"
    CHECK (("status" = 'RUNNING') = ("end_time" IS NULL) AND ("status" = 'RUNNING') = ("outcome" IS NULL));

-- One open rejection a row.
CREATE UNIQUE INDEX "sync_rejections_open_key" ON "sync_rejections"("sync_def_id", "source_identity_hash")
    WHERE "resolved_at" IS NULL;

-- The kinds of actors in lib/context.ts.
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_kind_check"
    CHECK ("actor_kind" IN ('person', 'worker', 'command-line'));

-- One row: two processes at the first start cannot make two marks.
ALTER TABLE "installation" ADD CONSTRAINT "installation_single_check" CHECK ("id" = 1);
