-- An application may log in by a certificate instead of a secret; either ends some day.
ALTER TABLE "sharepoint_connections"
  ADD COLUMN "credential_kind" TEXT NOT NULL DEFAULT 'secret',
  ADD COLUMN "client_certificate" TEXT,
  ADD COLUMN "credential_expires_at" TIMESTAMPTZ(6),
  ADD CONSTRAINT "sharepoint_connections_one_credential_check" CHECK (
    "credential_kind" IN ('secret', 'certificate')
    AND ("credential_kind" = 'certificate') = ("client_certificate" IS NOT NULL)
    AND NOT ("credential_kind" = 'certificate' AND "client_secret" IS NOT NULL));
