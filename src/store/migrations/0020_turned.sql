-- A warning with two sides that turned to the other one says since when.
ALTER TABLE alert ADD COLUMN "turned_on" INTEGER;
