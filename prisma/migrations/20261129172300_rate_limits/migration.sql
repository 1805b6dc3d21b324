-- How often something was done in which minute, by whom and by all: shared by all web processes. Worth nothing after a crash, so unlogged.
CREATE UNLOGGED TABLE "rate_limits" (
  "key" TEXT NOT NULL,
  "minute" TIMESTAMPTZ(6) NOT NULL,
  "used" INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key", "minute")
);
