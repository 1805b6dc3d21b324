-- How the last discovery of a site went: what was asked for, when it came in, and why it did not.
ALTER TABLE "sharepoint_sites" ADD COLUMN "discovery_requested_at" TIMESTAMPTZ(6),
    ADD COLUMN "last_discovered_at" TIMESTAMPTZ(6),
    ADD COLUMN "discovery_failed_at" TIMESTAMPTZ(6),
    ADD COLUMN "discovery_error" TEXT;
