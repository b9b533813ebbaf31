-- A warning that was in order for a while and holds again says since when.
ALTER TABLE alert ADD COLUMN "back_on" INTEGER;
