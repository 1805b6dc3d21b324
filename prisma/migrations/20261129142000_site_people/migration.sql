-- People of a site by their e-mail address, as its User Information List has them: what person columns take.
ALTER TABLE "sharepoint_sites" ADD COLUMN "people_read_at" TIMESTAMPTZ(6);

CREATE TABLE "sharepoint_people" (
  "site_id" UUID NOT NULL,
  "email" TEXT NOT NULL,
  "item_id" INTEGER NOT NULL,
  "read_at" TIMESTAMPTZ(6) NOT NULL,
  CONSTRAINT "sharepoint_people_pkey" PRIMARY KEY ("site_id", "email"),
  CONSTRAINT "sharepoint_people_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sharepoint_sites"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
