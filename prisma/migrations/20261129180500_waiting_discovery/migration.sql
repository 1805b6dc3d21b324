-- A discovery that meets the budget's limit waits and goes on, and the site's page says until when.
ALTER TABLE "sharepoint_sites" ADD COLUMN "discovery_waiting_until" TIMESTAMPTZ(6);
