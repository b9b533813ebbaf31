-- 0012: records that came in with the state that they had elsewhere: they start no clock and give no right.
ALTER TABLE partner ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE ticket ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE tier_change ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE alert ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE contract ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE screening ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE credit_change ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE violation ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE deposit_entry ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE expense ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE approval ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE task ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE meeting ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));
ALTER TABLE lifecycle_move ADD COLUMN "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1));

-- Those that imports have brought in so far, by what they were then. Deadlines that tickets were given stay.
CREATE TEMP TABLE came AS
  SELECT a.kind, a.record, coalesce(json_extract(a.after, '$.state'), json_extract(a.after, '$.status')) AS state,
    json_extract(a.after, '$.external') AS elsewhere, json_extract(a.after, '$.kind') AS sort
  FROM audit a JOIN change_set c ON c.id = a.change_set WHERE a.action = 'insert' AND c.label = 'change-import';
UPDATE partner SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'partner' AND state <> 'active');
UPDATE ticket SET brought_in = 1
  WHERE id IN (SELECT record FROM came WHERE kind = 'ticket' AND (state <> 'new' OR elsewhere IS NOT NULL));
UPDATE contract SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'contract' AND state <> 'draft');
UPDATE screening SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'screening' AND state <> 'draft');
UPDATE credit_change SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'credit_change' AND state <> 'draft');
UPDATE violation SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'violation' AND state <> 'draft');
UPDATE expense SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'expense' AND state <> 'draft');
UPDATE deposit_entry SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'deposit_entry' AND sort <> 'paid_in');
UPDATE tier_change SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'tier_change');
UPDATE alert SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'alert');
UPDATE approval SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'approval');
UPDATE lifecycle_move SET brought_in = 1 WHERE id IN (SELECT record FROM came WHERE kind = 'lifecycle_move');
DROP TABLE came;
