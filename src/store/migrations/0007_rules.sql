-- 0007: the organisation's rules in the database, in versions.

CREATE TABLE policy_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "from_day" INTEGER,
  "title" TEXT,
  "reason" TEXT,
  "base" INTEGER REFERENCES policy_version(id),
  "proposed_by" INTEGER REFERENCES user(id),
  "proposed_at" INTEGER,
  "state" TEXT NOT NULL,
  "decided_at" INTEGER,
  "hash" TEXT NOT NULL,
  "policy" TEXT,
  "calendar" TEXT,
  "playbooks" TEXT
) STRICT;
CREATE UNIQUE INDEX policy_version_number ON policy_version(number);

-- The number of the version under which the figures of a closed period were computed; NULL: closed before there were versions.
ALTER TABLE closing ADD COLUMN policy_version INTEGER;
