-- What lists can be sorted by, page by page in either direction.
CREATE INDEX "applications_name_id_idx" ON "applications"("name", "id");
CREATE INDEX "sharepoint_connections_name_id_idx" ON "sharepoint_connections"("name", "id");
CREATE INDEX "sharepoint_sites_hostname_site_path_id_idx" ON "sharepoint_sites"("hostname", "site_path", "id");
CREATE INDEX "sharepoint_lists_site_id_display_name_id_idx" ON "sharepoint_lists"("site_id", "display_name", "id");
CREATE INDEX "sharepoint_lists_site_id_template_display_name_id_idx" ON "sharepoint_lists"("site_id", "template", "display_name", "id");
CREATE INDEX "sharepoint_lists_display_name_id_idx" ON "sharepoint_lists"("display_name", "id");

-- By hand: over expressions that are NULL for no row, and over open rejections only.
CREATE INDEX "applications_owner_idx" ON "applications"(coalesce("owner_team", ''), "name", "id");
CREATE INDEX "sharepoint_sites_name_idx" ON "sharepoint_sites"(coalesce("display_name", "hostname" || "site_path"), "id");
CREATE INDEX "sharepoint_sites_discovered_idx" ON "sharepoint_sites"(coalesce("last_discovered_at", '-infinity'::timestamptz), "id");
CREATE INDEX "sync_rejections_open_since_idx" ON "sync_rejections"("sync_def_id", "first_seen_at", "id") WHERE "resolved_at" IS NULL;
CREATE INDEX "sync_rejections_open_seen_idx" ON "sync_rejections"("sync_def_id", "last_seen_at", "id") WHERE "resolved_at" IS NULL;
