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
