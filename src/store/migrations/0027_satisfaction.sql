-- How content partners are: asked when a ticket closes, at visits, in surveys.
CREATE TABLE satisfaction_answer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "on" INTEGER NOT NULL,
  "occasion" TEXT NOT NULL,
  "ticket" INTEGER REFERENCES ticket(id),
  "respondent" TEXT,
  "score" INTEGER NOT NULL,
  "comment" TEXT
) STRICT;
CREATE UNIQUE INDEX satisfaction_answer_key ON satisfaction_answer(partner, "on", occasion, coalesce(ticket, 0), coalesce(respondent, ''));
CREATE INDEX satisfaction_answer_on ON satisfaction_answer("on");
CREATE INDEX satisfaction_answer_ticket ON satisfaction_answer(ticket) WHERE ticket IS NOT NULL;
