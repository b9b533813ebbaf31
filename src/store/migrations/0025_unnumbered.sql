-- A ticket without a number of elsewhere is known again by its partner and moment; those with one are another's.
CREATE INDEX ticket_unnumbered ON ticket(partner, opened_at) WHERE external IS NULL;
