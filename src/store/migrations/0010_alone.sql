-- 0010: approvals of which a step went by who asked, because nobody else could decide it.

ALTER TABLE approval ADD COLUMN "alone" INTEGER NOT NULL DEFAULT 0 CHECK ("alone" IN (0, 1));
