-- 0002: partners in depth: contracts, screenings, credit, violations and deposits, approvals (S1, S3, S8, S17).

ALTER TABLE user ADD COLUMN "delegate" INTEGER REFERENCES user(id);
ALTER TABLE user ADD COLUMN "delegate_from" INTEGER;
ALTER TABLE user ADD COLUMN "delegate_until" INTEGER;
ALTER TABLE partner ADD COLUMN "former_codes" TEXT;
ALTER TABLE partner_figures ADD COLUMN points INTEGER NOT NULL DEFAULT 0; -- penalty points in force
ALTER TABLE partner_figures ADD COLUMN deposit_held INTEGER; -- empty: no account
ALTER TABLE partner_figures ADD COLUMN contract_end INTEGER; -- last day of the present term of the contracts in force; empty: none

CREATE TABLE contract (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" TEXT NOT NULL,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "signed_on" INTEGER,
  "from_day" INTEGER NOT NULL,
  "to_day" INTEGER NOT NULL,
  "credit_days" INTEGER,
  "deduction_rate" INTEGER,
  "territories" TEXT,
  "exclusive" INTEGER NOT NULL CHECK ("exclusive" IN (0, 1)),
  "deposit" INTEGER,
  "retention_of_title" INTEGER NOT NULL CHECK ("retention_of_title" IN (0, 1)),
  "insured" INTEGER,
  "arbitration" INTEGER NOT NULL CHECK ("arbitration" IN (0, 1)),
  "arbitrator" TEXT,
  "auto_renew" INTEGER NOT NULL CHECK ("auto_renew" IN (0, 1)),
  "notice_days" INTEGER,
  "renews" INTEGER REFERENCES contract(id),
  "ended_on" INTEGER,
  "file" TEXT,
  "state" TEXT NOT NULL,
  "notes" TEXT
) STRICT;

CREATE TABLE screening (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "on" INTEGER NOT NULL,
  "assessor" INTEGER REFERENCES user(id),
  "credit_days" INTEGER,
  "deduction_rate" INTEGER,
  "licences" INTEGER,
  "licences_note" TEXT,
  "finances" INTEGER,
  "finances_note" TEXT,
  "warehouse" INTEGER,
  "warehouse_note" TEXT,
  "team" INTEGER,
  "team_note" TEXT,
  "audience_match" TEXT,
  "coverage_fit" INTEGER,
  "coverage_fit_note" TEXT,
  "product_fit" INTEGER,
  "product_fit_note" TEXT,
  "digital" INTEGER,
  "digital_note" TEXT,
  "willingness" INTEGER,
  "willingness_note" TEXT,
  "credit_record" INTEGER,
  "credit_record_note" TEXT,
  "litigation" INTEGER,
  "litigation_note" TEXT,
  "rivals" INTEGER,
  "rivals_note" TEXT,
  "price_discipline" INTEGER,
  "price_discipline_note" TEXT,
  "remarks" TEXT,
  "exception_reason" TEXT,
  "qualification" INTEGER,
  "synergy" INTEGER,
  "risk" INTEGER,
  "score" INTEGER,
  "result" TEXT,
  "state" TEXT NOT NULL
) STRICT;

CREATE TABLE credit_assessment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "on" INTEGER NOT NULL,
  "assessor" INTEGER REFERENCES user(id),
  "character" INTEGER,
  "character_evidence" TEXT,
  "capacity" INTEGER,
  "capacity_evidence" TEXT,
  "capital" INTEGER,
  "capital_evidence" TEXT,
  "collateral" INTEGER,
  "collateral_evidence" TEXT,
  "conditions" INTEGER,
  "conditions_evidence" TEXT,
  "cycle" INTEGER,
  "remarks" TEXT,
  "score" INTEGER,
  "light" TEXT
) STRICT;

CREATE TABLE credit_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "kind" TEXT NOT NULL,
  "credit_limit" INTEGER,
  "credit_days" INTEGER,
  "deduction_rate" INTEGER,
  "amount" INTEGER,
  "until" INTEGER,
  "reason" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "effective_at" INTEGER
) STRICT;

CREATE TABLE violation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "kind" TEXT NOT NULL,
  "on" INTEGER NOT NULL,
  "amount" INTEGER,
  "evidence" TEXT,
  "points" INTEGER,
  "deduction" INTEGER,
  "ticket" INTEGER REFERENCES ticket(id),
  "state" TEXT NOT NULL
) STRICT;

CREATE TABLE deposit_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "on" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "amount" INTEGER NOT NULL,
  "violation" INTEGER REFERENCES violation(id),
  "reverses" INTEGER REFERENCES deposit_entry(id),
  "note" TEXT
) STRICT;

CREATE TABLE channel_audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "subject" TEXT NOT NULL,
  "on" INTEGER NOT NULL,
  "auditor" INTEGER REFERENCES user(id),
  "score" INTEGER NOT NULL,
  "findings" TEXT,
  "actions" TEXT,
  "due_on" INTEGER,
  "closed_on" INTEGER
) STRICT;

CREATE TABLE training (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "kind" TEXT NOT NULL,
  "on" INTEGER NOT NULL,
  "title" TEXT,
  "invited" INTEGER,
  "completed" INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_assessment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "on" INTEGER NOT NULL,
  "assessor" INTEGER REFERENCES user(id),
  "capacity" INTEGER NOT NULL,
  "regions" TEXT,
  "lead_days" INTEGER,
  "score" INTEGER,
  "notes" TEXT
) STRICT;

CREATE TABLE expense (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "on" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "partner" INTEGER REFERENCES partner(id),
  "project" TEXT,
  "amount" INTEGER NOT NULL,
  "purpose" TEXT,
  "state" TEXT NOT NULL
) STRICT;

CREATE TABLE approval (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "subject" TEXT NOT NULL,
  "record" INTEGER NOT NULL,
  "partner" INTEGER REFERENCES partner(id),
  "title" TEXT NOT NULL,
  "amount" INTEGER,
  "reason" TEXT,
  "step" INTEGER NOT NULL,
  "steps" INTEGER NOT NULL,
  "needs" TEXT NOT NULL,
  "path" TEXT,
  "state" TEXT NOT NULL,
  "requested_by" INTEGER REFERENCES user(id),
  "requested_at" INTEGER,
  "due_at" INTEGER,
  "decided_at" INTEGER,
  "snapshot" TEXT,
  "was" TEXT
) STRICT;

CREATE TABLE approval_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "approval" INTEGER NOT NULL REFERENCES approval(id),
  "at" INTEGER NOT NULL,
  "actor" INTEGER REFERENCES user(id),
  "on_behalf_of" INTEGER REFERENCES user(id),
  "act" TEXT NOT NULL,
  "step" INTEGER NOT NULL,
  "text" TEXT
) STRICT;

CREATE TABLE lifecycle_move (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "from_status" TEXT NOT NULL,
  "to_status" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "moved_by" INTEGER REFERENCES user(id),
  "moved_at" INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX contract_number ON contract(number);
CREATE INDEX contract_partner ON contract(partner, to_day);
CREATE INDEX contract_live ON contract(auto_renew, to_day, from_day, notice_days, partner, state, ended_on)
  WHERE state = 'approved' AND ended_on IS NULL;
CREATE INDEX contract_renews ON contract(renews) WHERE renews IS NOT NULL;
CREATE INDEX contract_exclusive ON contract(partner) WHERE exclusive = 1;
CREATE INDEX partner_screened ON partner(code, owner, region) WHERE status = 'screening';
CREATE INDEX partner_onboarded ON partner(onboarded_on) WHERE onboarded_on IS NOT NULL;
CREATE UNIQUE INDEX screening_key ON screening(partner, "on");
CREATE UNIQUE INDEX credit_assessment_key ON credit_assessment(partner, "on");
CREATE UNIQUE INDEX credit_change_number ON credit_change(number);
CREATE INDEX credit_change_partner ON credit_change(partner);
CREATE UNIQUE INDEX violation_number ON violation(number);
CREATE INDEX violation_partner ON violation(partner, "on");
CREATE UNIQUE INDEX deposit_entry_number ON deposit_entry(number);
CREATE UNIQUE INDEX deposit_entry_reverses ON deposit_entry(reverses) WHERE reverses IS NOT NULL;
CREATE INDEX deposit_entry_violation ON deposit_entry(violation) WHERE violation IS NOT NULL;
CREATE INDEX violation_ticket ON violation(ticket) WHERE ticket IS NOT NULL;
CREATE INDEX deposit_entry_partner ON deposit_entry(partner, "on");
CREATE UNIQUE INDEX channel_audit_key ON channel_audit(partner, subject, "on");
CREATE INDEX task_audit ON task(series) WHERE series BETWEEN 'audit_action:' AND 'audit_action;';
CREATE UNIQUE INDEX training_key ON training(partner, kind, "on");
CREATE UNIQUE INDEX backup_assessment_key ON backup_assessment(partner, "on");
CREATE UNIQUE INDEX expense_number ON expense(number);
CREATE INDEX expense_partner ON expense(partner) WHERE partner IS NOT NULL;
CREATE UNIQUE INDEX approval_number ON approval(number);
CREATE INDEX approval_record ON approval(subject, record);
CREATE INDEX approval_open ON approval(due_at) WHERE state IN ('pending', 'asked');
CREATE INDEX approval_requester ON approval(requested_by, decided_at);
CREATE INDEX approval_partner ON approval(partner) WHERE partner IS NOT NULL;
CREATE INDEX approval_event_approval ON approval_event(approval, at);

-- The deposit ledger is only added to. Merging duplicates may give an entry to the partner that stays, nothing else changes.
CREATE TRIGGER deposit_entry_stays BEFORE DELETE ON deposit_entry
BEGIN SELECT RAISE(ABORT, 'the deposit ledger is only added to'); END;
CREATE TRIGGER deposit_entry_as_it_was BEFORE UPDATE ON deposit_entry
WHEN NEW.number IS NOT OLD.number OR NEW."on" IS NOT OLD."on" OR NEW.kind IS NOT OLD.kind OR NEW.amount IS NOT OLD.amount
  OR NEW.violation IS NOT OLD.violation OR NEW.reverses IS NOT OLD.reverses OR NEW.note IS NOT OLD.note
BEGIN SELECT RAISE(ABORT, 'the deposit ledger is only added to'); END;

CREATE INDEX lifecycle_move_partner ON lifecycle_move(partner, moved_at);
CREATE INDEX partner_former ON partner(former_codes) WHERE former_codes IS NOT NULL;
CREATE INDEX partner_core ON partner(core) WHERE core IS NOT NULL;

-- What was held as a deposit opens its ledger; points in force become confirmed violations of the day of the last change.
INSERT INTO deposit_entry (number, partner, "on", kind, amount, note)
  SELECT row_number() OVER (ORDER BY id), id, coalesce((SELECT max(at) FROM change_set), 0) / 86400, 'opening', deposit, 'partner.deposit'
  FROM partner WHERE deposit > 0;
INSERT INTO violation (number, partner, kind, "on", evidence, points, state)
  SELECT row_number() OVER (ORDER BY id), id, 'other', coalesce((SELECT max(at) FROM change_set), 0) / 86400, 'partner.points', min(points, 100), 'approved'
  FROM partner WHERE points > 0;
ALTER TABLE partner DROP COLUMN points;

-- A period whose figures are frozen: a packed row a partner (0: the network; store/closing.rs says how), and the sums by
-- every dimension. Opened again, who, when and why stays; its figures go.
CREATE TABLE closing (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,           -- 2025-Q2
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  hash TEXT NOT NULL,           -- SHA-256 of its rows
  policy TEXT NOT NULL,         -- hash of the policy under which it was closed
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  partners INTEGER NOT NULL,
  reopened_at INTEGER,
  reopened_by TEXT,
  reason TEXT
) STRICT;
CREATE UNIQUE INDEX closing_span ON closing(from_day, to_day) WHERE reopened_at IS NULL;

CREATE TABLE closing_partner (
  closing INTEGER NOT NULL REFERENCES closing(id),
  partner INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (closing, partner)
) STRICT, WITHOUT ROWID;

CREATE TABLE closing_slice (
  closing INTEGER NOT NULL REFERENCES closing(id),
  name TEXT NOT NULL,           -- sales region area
  data BLOB NOT NULL,
  PRIMARY KEY (closing, name)
) STRICT, WITHOUT ROWID;

-- How an import was asked for, so that what was done by hand once can be saved as a recipe.
CREATE TABLE import_request (
  change_set INTEGER PRIMARY KEY REFERENCES change_set(id),
  spec TEXT NOT NULL            -- JSON
) STRICT;

-- Changes of tier that wait for a decision wait for an approval now: of one step, by a manager.
INSERT INTO approval (number, subject, record, partner, title, reason, step, steps, needs, path, state, requested_by, requested_at, due_at, snapshot)
  SELECT row_number() OVER (ORDER BY c.id), 'tier', c.id, c.partner, p.code, c.reason, 1, 1, 'manager', 'manager', 'pending', c.proposed_by,
    c.proposed_at, c.proposed_at + 86400,
    json_object('from_tier', coalesce(c.from_tier, ''), 'to_tier', c.to_tier)
  FROM tier_change c JOIN partner p ON p.id = c.partner WHERE c.state = 'proposed';
INSERT INTO approval_event (approval, at, actor, act, step, text)
  SELECT id, coalesce(requested_at, 0), requested_by, 'request', 1, reason FROM approval;
