-- An import knows a ticket again by its partner and moment: among all of a partner's it looked at each.
DROP INDEX ticket_partner;
CREATE INDEX ticket_partner ON ticket(partner, opened_at);
