-- 0004: conflicts in depth (S5).

-- Who was told of an escalation.
ALTER TABLE ticket_event ADD COLUMN "told" TEXT;
-- Who has how much on the desk.
CREATE INDEX ticket_owner ON ticket(owner) WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX ticket_event_told ON ticket_event(ticket, id) WHERE told IS NOT NULL;

-- Tickets of another desk: their number there, and when their clocks stood there.
ALTER TABLE ticket ADD COLUMN "external" TEXT;
ALTER TABLE ticket ADD COLUMN "holds" TEXT;
CREATE UNIQUE INDEX ticket_external ON ticket(external) WHERE external IS NOT NULL;

-- Figures of the desk read what stopped and started clocks, and nothing else of the history.
CREATE INDEX ticket_event_pause ON ticket_event(ticket, at, id, kind) WHERE kind IN ('held', 'resumed', 'resolved', 'reopened');

-- Joint meetings: agenda, minutes, what came of them. Their actions are tasks.
CREATE TABLE meeting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "number" INTEGER UNIQUE,
  "title" TEXT NOT NULL,
  "rhythm" TEXT NOT NULL,
  "region" INTEGER REFERENCES region(id),
  "planned_on" INTEGER NOT NULL,
  "place" TEXT,
  "chair" INTEGER REFERENCES user(id),
  "participants" TEXT,
  "state" TEXT NOT NULL,
  "held_on" INTEGER,
  "minutes" TEXT,
  "reason" TEXT,
  "series" TEXT,
  "period" TEXT,
  "next" INTEGER REFERENCES meeting(id)
) STRICT;

ALTER TABLE task ADD COLUMN "meeting" INTEGER REFERENCES meeting(id);

CREATE TABLE meeting_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "meeting" INTEGER NOT NULL REFERENCES meeting(id),
  "position" INTEGER,
  "source" TEXT NOT NULL,
  "ticket" INTEGER REFERENCES ticket(id),
  "task" INTEGER REFERENCES task(id),
  "topic" TEXT,
  "discussion" TEXT,
  "decision" TEXT,
  "actions" TEXT,
  "by_hand" INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A period of a series has one meeting; one that was cancelled makes room for another.
CREATE UNIQUE INDEX meeting_series ON meeting(series, period) WHERE series IS NOT NULL AND state <> 'cancelled';
CREATE INDEX meeting_day ON meeting(planned_on);
CREATE UNIQUE INDEX meeting_item_key ON meeting_item(meeting, coalesce(ticket, 0), coalesce(task, 0), coalesce(topic, ''));
CREATE INDEX meeting_item_ticket ON meeting_item(ticket) WHERE ticket IS NOT NULL;
CREATE INDEX meeting_item_task ON meeting_item(task) WHERE task IS NOT NULL;
CREATE INDEX task_meeting ON task(meeting) WHERE meeting IS NOT NULL;

-- The meetings that the plan had made as mere tasks.
INSERT INTO meeting (number, title, rhythm, planned_on, chair, state, series, period)
  SELECT row_number() OVER (ORDER BY due_on, id), title,
    CASE WHEN period LIKE '%-H%' THEN 'half_year' WHEN period LIKE '%-Q%' THEN 'quarter' ELSE 'special' END,
    due_on, owner, 'planned', series, period
  FROM task WHERE kind = 'meeting' AND state = 'open' AND ticket IS NULL AND partner IS NULL AND series IS NOT NULL;
UPDATE task SET meeting = (SELECT m.id FROM meeting m WHERE m.series = task.series AND m.period = task.period)
  WHERE kind = 'meeting' AND state = 'open' AND ticket IS NULL AND partner IS NULL AND series IS NOT NULL;
