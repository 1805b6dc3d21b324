-- Hidden lists of a site are discovered on request; once wanted, every later discovery knows them, so that none is marked as gone.
ALTER TABLE "sharepoint_sites" ADD COLUMN "includes_hidden" BOOLEAN NOT NULL DEFAULT false;
