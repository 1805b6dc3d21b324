-- One provisioning at a time for a list, in whatever process it runs.
CREATE TABLE "provisioning_locks" (
  "key" TEXT NOT NULL,
  "holder" UUID NOT NULL,
  "started_by" TEXT NOT NULL,
  "taken_at" TIMESTAMPTZ(6) NOT NULL,
  "expires_at" TIMESTAMPTZ(6) NOT NULL,
  CONSTRAINT "provisioning_locks_pkey" PRIMARY KEY ("key")
);
