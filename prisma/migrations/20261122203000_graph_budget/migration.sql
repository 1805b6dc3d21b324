-- One bucket of resource units per application and tenant, for all workers and the web (sync-semantics 11).
CREATE TABLE "graph_budgets" (
  "tenant_id" TEXT NOT NULL,
  "client_id" TEXT NOT NULL,
  "minute_limit" INTEGER NOT NULL DEFAULT 1250,
  "day_limit" BIGINT NOT NULL DEFAULT 1200000,
  "is_limit_fixed" BOOLEAN NOT NULL DEFAULT false,
  "reserved_until" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "person_until" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "passed_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
  "paused_until" TIMESTAMPTZ(6),
  "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "graph_budgets_pkey" PRIMARY KEY ("tenant_id", "client_id"),
  CONSTRAINT "graph_budgets_limits_check" CHECK ("minute_limit" > 0 AND "day_limit" > 0)
);

-- Who spent what, by the minute. The spender is a definition's id, or a word for what belongs to none.
CREATE TABLE "graph_spending" (
  "tenant_id" TEXT NOT NULL,
  "client_id" TEXT NOT NULL,
  "minute" TIMESTAMPTZ(0) NOT NULL,
  "spender" TEXT NOT NULL,
  "units" INTEGER NOT NULL,
  CONSTRAINT "graph_spending_pkey" PRIMARY KEY ("tenant_id", "client_id", "minute", "spender"),
  CONSTRAINT "graph_spending_tenant_id_client_id_fkey" FOREIGN KEY ("tenant_id", "client_id") REFERENCES "graph_budgets"("tenant_id", "client_id") ON DELETE CASCADE ON UPDATE CASCADE
);
