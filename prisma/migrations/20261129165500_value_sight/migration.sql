-- Viewers see no values of rows unless an administrator lets them see those of a database.
ALTER TABLE "databases" ADD COLUMN "viewers_may_see_values" BOOLEAN NOT NULL DEFAULT false;
