-- 0004: conflicts in depth (S5).

-- Who was told of an escalation.
ALTER TABLE ticket_event ADD COLUMN "told" TEXT;
CREATE INDEX ticket_event_told ON ticket_event(ticket, id) WHERE told IS NOT NULL;
