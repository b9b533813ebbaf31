-- That a partner leaves is asked for and decided.
CREATE TABLE partner_exit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "reason" TEXT NOT NULL,
  "receivables" INTEGER,
  "tickets" INTEGER,
  "deposit" INTEGER,
  "satellites" INTEGER,
  "state" TEXT NOT NULL,
  "effective_at" INTEGER,
  "brought_in" INTEGER NOT NULL DEFAULT 0 CHECK ("brought_in" IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX partner_exit_number ON partner_exit(number);
CREATE INDEX partner_exit_partner ON partner_exit(partner);
