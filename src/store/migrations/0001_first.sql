-- 0001: the first release.
--
-- Amounts are integers of 1/10,000 of the unit, rates basis points, days count from 1970-01-01, moments are UTC
-- seconds. Closed lists are checked by the one write path in Rust, so that a list can grow without a table
-- being rebuilt. Columns of a kind stand in the order of its declaration (domain/kinds). The number of a record that
-- is gone is not given again (AUTOINCREMENT): the log, undo and marks go on meaning the one that it was.

-- What the database knows about itself.
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "name" TEXT NOT NULL,
  "full_name" TEXT,
  "role" TEXT NOT NULL,
  "regions" TEXT,
  "active" INTEGER NOT NULL CHECK ("active" IN (0, 1))
) STRICT;

CREATE TABLE region (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "short_name" TEXT,
  "level" TEXT NOT NULL,
  "parent" INTEGER REFERENCES region(id),
  "target_partners" INTEGER
) STRICT;

CREATE TABLE channel_type (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "name_zh" TEXT,
  "group" TEXT NOT NULL
) STRICT;

CREATE TABLE product_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "floor_price" INTEGER
) STRICT;

CREATE TABLE partner (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "short_name" TEXT,
  "channel_type" INTEGER REFERENCES channel_type(id),
  "region" INTEGER REFERENCES region(id),
  "city" TEXT,
  "city_class" TEXT,
  "status" TEXT NOT NULL,
  "owner" INTEGER REFERENCES user(id),
  "core" INTEGER REFERENCES partner(id),
  "credit_code" TEXT,
  "phone" TEXT,
  "address" TEXT,
  "products" TEXT,
  "territories" TEXT,
  "outlets_planned" INTEGER,
  "outlets_covered" INTEGER,
  "onboarded_on" INTEGER,
  "first_order_on" INTEGER,
  "credit_limit" INTEGER,
  "credit_days" INTEGER,
  "deduction_rate" INTEGER,
  "deposit" INTEGER,
  "points" INTEGER,
  "tier" TEXT,
  "tags" TEXT,
  "notes" TEXT
) STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "name" TEXT NOT NULL,
  "role" TEXT,
  "phone" TEXT,
  "email" TEXT
) STRICT;

-- Facts: an absent document or SKU is the empty text, an absent line is 0; rolled up in sales_month and partner_weeks.
CREATE TABLE sale (
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "document" TEXT NOT NULL,
  "line" INTEGER NOT NULL,
  "sku" TEXT NOT NULL,
  "region" INTEGER,
  "owner" INTEGER,
  "orders" INTEGER NOT NULL,
  "quantity" INTEGER NOT NULL,
  "net_amount" INTEGER NOT NULL,
  "returns" INTEGER NOT NULL,
  "cost" INTEGER NOT NULL,
  "commission" INTEGER NOT NULL,
  "advertising" INTEGER NOT NULL,
  "logistics" INTEGER NOT NULL,
  "promotion" INTEGER NOT NULL,
  "sellout" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY ("partner", "day", "document", "line", "sku")
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "scope" TEXT NOT NULL,
  "subject" TEXT,
  "from_day" INTEGER NOT NULL,
  "to_day" INTEGER NOT NULL,
  "line" INTEGER REFERENCES product_line(id),
  "amount" INTEGER NOT NULL
) STRICT;

CREATE TABLE invoice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" TEXT NOT NULL,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "issued_on" INTEGER NOT NULL,
  "due_on" INTEGER NOT NULL,
  "amount" INTEGER NOT NULL,
  "disputed" INTEGER NOT NULL CHECK ("disputed" IN (0, 1))
) STRICT;

CREATE TABLE payment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" TEXT NOT NULL,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "paid_on" INTEGER NOT NULL,
  "amount" INTEGER NOT NULL,
  "invoice" INTEGER REFERENCES invoice(id)
) STRICT;

CREATE TABLE stock (
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "day" INTEGER NOT NULL,
  "sku" TEXT NOT NULL,
  "line" INTEGER,
  "quantity" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY ("partner", "day", "sku")
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER,
  "kind" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "description" TEXT,
  "partner" INTEGER REFERENCES partner(id),
  "owner" INTEGER REFERENCES user(id),
  "amount" INTEGER,
  "pain_point" TEXT,
  "opened_at" INTEGER,
  "state" TEXT NOT NULL,
  "level" INTEGER NOT NULL,
  "round_the_clock" INTEGER NOT NULL CHECK ("round_the_clock" IN (0, 1)),
  "responded_at" INTEGER,
  "response_due" INTEGER,
  "resolved_at" INTEGER,
  "resolution_due" INTEGER,
  "closed_at" INTEGER,
  "held_since" INTEGER,
  "held_state" TEXT,
  "breaches" INTEGER NOT NULL,
  "reopened" INTEGER NOT NULL,
  "resolved_by" INTEGER REFERENCES user(id),
  "checked_by" INTEGER REFERENCES user(id),
  "root_cause" TEXT,
  "resolution" TEXT,
  "agreed_terms" TEXT
) STRICT;

CREATE TABLE ticket_party (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "ticket" INTEGER NOT NULL REFERENCES ticket(id),
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "role" TEXT NOT NULL
) STRICT;

CREATE TABLE ticket_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "ticket" INTEGER NOT NULL REFERENCES ticket(id),
  "at" INTEGER NOT NULL,
  "actor" INTEGER REFERENCES user(id),
  "kind" TEXT NOT NULL,
  "detail" TEXT,
  "text" TEXT,
  "evidence" TEXT,
  "evidence_on" INTEGER,
  "amount" INTEGER
) STRICT;

CREATE TABLE task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "kind" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "partner" INTEGER REFERENCES partner(id),
  "owner" INTEGER REFERENCES user(id),
  "due_on" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "checklist" TEXT,
  "findings" TEXT,
  "reason" TEXT,
  "series" TEXT,
  "period" TEXT,
  "done_at" INTEGER,
  "ticket" INTEGER REFERENCES ticket(id),
  "alert" INTEGER REFERENCES alert(id)
) STRICT;

CREATE TABLE tier_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "from_tier" TEXT,
  "to_tier" TEXT NOT NULL,
  "movement" TEXT NOT NULL,
  "score" INTEGER,
  "reason" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "proposed_by" INTEGER REFERENCES user(id),
  "proposed_at" INTEGER,
  "decided_by" INTEGER REFERENCES user(id),
  "decided_at" INTEGER,
  "effective_on" INTEGER
) STRICT;

CREATE TABLE alert (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "rule" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "value" INTEGER,
  "bound" INTEGER,
  "first_seen" INTEGER NOT NULL,
  "last_seen" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "snoozed_until" INTEGER,
  "acknowledged_by" INTEGER REFERENCES user(id)
) STRICT;

CREATE UNIQUE INDEX user_name ON user(name);
CREATE UNIQUE INDEX region_code ON region(code);
CREATE UNIQUE INDEX channel_type_code ON channel_type(code);
CREATE UNIQUE INDEX product_line_code ON product_line(code);
CREATE UNIQUE INDEX partner_code ON partner(code);
CREATE INDEX partner_owner ON partner(owner);
CREATE INDEX partner_region ON partner(region);
CREATE UNIQUE INDEX contact_key ON contact(partner, name);
CREATE UNIQUE INDEX target_key ON target(scope, coalesce(subject, ''), from_day, coalesce(line, 0));
CREATE INDEX target_partner ON target(subject, to_day, from_day, amount, line, scope) WHERE scope = 'partner';
CREATE UNIQUE INDEX invoice_number ON invoice(number);
CREATE INDEX invoice_partner ON invoice(partner, due_on);
CREATE UNIQUE INDEX payment_number ON payment(number);
CREATE INDEX payment_partner ON payment(partner, paid_on);
CREATE INDEX payment_invoice ON payment(invoice) WHERE invoice IS NOT NULL;
CREATE UNIQUE INDEX ticket_number ON ticket(number);
CREATE INDEX ticket_partner ON ticket(partner);
CREATE INDEX ticket_open ON ticket(resolution_due) WHERE state NOT IN ('resolved', 'closed');
CREATE UNIQUE INDEX ticket_party_key ON ticket_party(ticket, partner, role);
CREATE INDEX ticket_party_partner ON ticket_party(partner);
CREATE INDEX ticket_event_ticket ON ticket_event(ticket, at);
CREATE UNIQUE INDEX task_series ON task(period, series, coalesce(partner, 0)) WHERE series IS NOT NULL;
CREATE INDEX task_day ON task(due_on);
CREATE INDEX task_due ON task(due_on) WHERE state = 'open';
CREATE INDEX task_owner ON task(owner, due_on) WHERE state = 'open';
CREATE INDEX task_done ON task(owner, done_at) WHERE state = 'done';
CREATE INDEX task_partner ON task(partner, due_on);
CREATE INDEX task_ticket ON task(ticket) WHERE ticket IS NOT NULL;
CREATE INDEX task_alert ON task(alert) WHERE alert IS NOT NULL;
CREATE INDEX tier_change_partner ON tier_change(partner);
CREATE INDEX tier_change_open ON tier_change(state) WHERE state = 'proposed';
CREATE UNIQUE INDEX alert_key ON alert(partner, rule, first_seen);
CREATE INDEX alert_open ON alert(severity, first_seen) WHERE state IN ('open', 'snoozed');
CREATE INDEX alert_state ON alert(state) WHERE state <> 'cleared';
CREATE INDEX alert_live ON alert(partner, rule) WHERE state <> 'cleared';

-- Roll-ups of sales, kept in the transaction that writes the facts.
-- One partner's month: all lines together, in which a document of several lines is one order. `parts` holds what it is
-- made of by line, region and owner of the sale, packed (store/rollup.rs says how); empty where none of them was given.
CREATE TABLE sales_month (
  month INTEGER NOT NULL,       -- year * 12 + month - 1
  partner INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  net_amount INTEGER NOT NULL,
  returns INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  fees INTEGER NOT NULL,
  sellout INTEGER NOT NULL,
  parts BLOB,
  PRIMARY KEY (month, partner)
) STRICT, WITHOUT ROWID;

-- All partners together, so that the network's trend is read at once.
CREATE TABLE network_month (
  month INTEGER PRIMARY KEY,
  orders INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  net_amount INTEGER NOT NULL,
  returns INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  fees INTEGER NOT NULL,
  sellout INTEGER NOT NULL
) STRICT;

-- Sums over the whole network, kept until what they were made from changes (store/sums.rs). Never needed, only sooner.
CREATE TABLE kept_sums (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  basis TEXT NOT NULL,          -- the last changes of facts, and of what they are grouped by
  data BLOB NOT NULL
) STRICT;

-- All weeks of a partner, packed (store/weeks.rs says how), read in partner order by the health check.
CREATE TABLE partner_weeks (
  partner INTEGER PRIMARY KEY REFERENCES partner(id),
  data BLOB NOT NULL,
  last_day INTEGER NOT NULL     -- first day of the last cut
) STRICT;
CREATE INDEX partner_weeks_last ON partner_weeks(last_day);

-- Results of the rules per partner, as of one day under one policy (figures_state); the list sorts by them.
CREATE TABLE partner_figures (
  partner INTEGER PRIMARY KEY,
  health INTEGER,               -- 1/100 points; empty: not rated
  health_before INTEGER,        -- a week earlier
  score INTEGER,                -- tier score, 1/100 points
  score_before INTEGER,         -- four weeks earlier
  sales4 INTEGER NOT NULL,      -- net sales less returns of the last 4 whole weeks
  sales4_before INTEGER NOT NULL, -- of the 4 weeks before
  orders4 INTEGER NOT NULL,
  t12m INTEGER NOT NULL,        -- net sales less returns of T12M
  contribution INTEGER NOT NULL, -- T12M
  attainment INTEGER,           -- basis points, fiscal quarter so far against its whole target
  pace INTEGER,                 -- basis points, against the share of the target due
  return_rate INTEGER,          -- basis points, last 12 weeks
  open_amount INTEGER NOT NULL,
  overdue INTEGER NOT NULL,
  overdue_days INTEGER NOT NULL, -- of the oldest open item
  dso INTEGER,                  -- 1/10 days
  inventory_days INTEGER,       -- 1/10 days
  light TEXT,                   -- green, yellow, red; empty: no receivables
  tier TEXT,                    -- in force; empty: none yet, or it does not trade
  computed_tier TEXT,           -- where the figures put it; empty: it does not trade
  open_tickets INTEGER NOT NULL,
  open_alerts INTEGER NOT NULL, -- warnings that hold
  parts BLOB                    -- component points and warnings, packed (domain/figures.rs says how)
) STRICT;
CREATE INDEX figures_board ON partner_figures(coalesce(tier, computed_tier), score DESC, partner);

-- Partners whose inputs changed since their figures were computed.
CREATE TABLE stale_figures (
  partner INTEGER PRIMARY KEY
) STRICT;

-- What type-ahead looks through: code, name, short name, pinyin initials and full pinyin, folded.
CREATE TABLE partner_search (
  partner INTEGER PRIMARY KEY REFERENCES partner(id),
  keys TEXT NOT NULL
) STRICT;

-- One person's action: what undo takes back as a whole.
CREATE TABLE change_set (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  label TEXT NOT NULL,          -- a message key of the locale files
  detail TEXT NOT NULL,         -- what it was about, as people call it
  undoes INTEGER REFERENCES change_set(id),
  undone_by INTEGER REFERENCES change_set(id)
) STRICT;
CREATE INDEX change_set_actor ON change_set(actor, id);

-- Who changed what: stored values by field, only those that differ.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  change_set INTEGER NOT NULL REFERENCES change_set(id),
  kind TEXT NOT NULL,
  record INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  version INTEGER NOT NULL,     -- the record's version afterwards
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX audit_record ON audit(kind, record);
CREATE INDEX audit_change_set ON audit(change_set);

-- An import: facts carry its id, so that it can be reverted.
CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  change_set INTEGER NOT NULL REFERENCES change_set(id),
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  inserted INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  reverted INTEGER NOT NULL DEFAULT 0 CHECK (reverted IN (0, 1))
) STRICT;

CREATE INDEX batch_change_set ON batch(change_set);

-- Which partners and days a batch changed facts of, so that it is reverted without a scan of all facts.
CREATE TABLE batch_span (
  batch INTEGER NOT NULL REFERENCES batch(id),
  kind TEXT NOT NULL,
  partner INTEGER NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  PRIMARY KEY (batch, kind, partner)
) STRICT, WITHOUT ROWID;

-- Facts as they were before a batch overwrote or removed them.
CREATE TABLE sale_before (
  by_batch INTEGER NOT NULL REFERENCES batch(id),
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "document" TEXT NOT NULL,
  "line" INTEGER NOT NULL,
  "sku" TEXT NOT NULL,
  "region" INTEGER,
  "owner" INTEGER,
  "orders" INTEGER NOT NULL,
  "quantity" INTEGER NOT NULL,
  "net_amount" INTEGER NOT NULL,
  "returns" INTEGER NOT NULL,
  "cost" INTEGER NOT NULL,
  "commission" INTEGER NOT NULL,
  "advertising" INTEGER NOT NULL,
  "logistics" INTEGER NOT NULL,
  "promotion" INTEGER NOT NULL,
  "sellout" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY (by_batch, "partner", "day", "document", "line", "sku")
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_before (
  by_batch INTEGER NOT NULL REFERENCES batch(id),
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "sku" TEXT NOT NULL,
  "line" INTEGER,
  "quantity" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY (by_batch, "partner", "day", "sku")
) STRICT, WITHOUT ROWID;

-- What a person put off or finished in Today. It never stops a clock.
CREATE TABLE today_mark (
  user TEXT NOT NULL,
  item TEXT NOT NULL,           -- kind:id
  until INTEGER,                -- UTC seconds; empty: done
  at INTEGER NOT NULL,
  PRIMARY KEY (user, item)
) STRICT, WITHOUT ROWID;

-- A person's named ways of looking at a list.
CREATE TABLE saved_view (
  user TEXT NOT NULL,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  spec TEXT NOT NULL,           -- JSON: filter, sort, columns
  PRIMARY KEY (user, list, name)
) STRICT, WITHOUT ROWID;
