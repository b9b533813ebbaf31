-- A warning is given to somebody, says why it was put off or acknowledged, and how bad it was then.
ALTER TABLE alert ADD COLUMN "assignee" INTEGER REFERENCES user(id);
ALTER TABLE alert ADD COLUMN "reason" TEXT;
ALTER TABLE alert ADD COLUMN "noted" INTEGER;
CREATE INDEX alert_assignee ON alert(assignee) WHERE assignee IS NOT NULL;

-- A warning that is back within two weeks is the same one, found by partner and rule.
CREATE INDEX alert_over ON alert(partner, rule, last_seen) WHERE state = 'cleared';

-- Figures have what the health check compares them with: those of a week earlier, packed (store/figures/before.rs says how).
ALTER TABLE partner_figures ADD COLUMN week_before BLOB;
