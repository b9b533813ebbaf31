-- Figures say what of the overdue fell due after the last week of payments that is in: it is no finding.

ALTER TABLE partner_figures ADD COLUMN overdue_fresh INTEGER NOT NULL DEFAULT 0;
