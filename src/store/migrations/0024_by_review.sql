-- Whether a review proposed a change of tier, or a person: the next review replaces its own that nobody has decided. Of those that are
-- there the act that wrote them tells it; what a file brought in waits like a person's.
ALTER TABLE tier_change ADD COLUMN "by_review" INTEGER NOT NULL DEFAULT 0 CHECK ("by_review" IN (0, 1));
UPDATE tier_change SET by_review = 1 WHERE id IN (
  SELECT a.record FROM audit a JOIN change_set c ON c.id = a.change_set
  WHERE a.kind = 'tier_change' AND a.action = 'insert' AND c.label = 'change-tier-review');
