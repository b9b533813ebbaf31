-- Steps back and forward: what a step back took out is kept, so that it can be done again.

-- The batch whose facts this one took out; it keeps them in sale_before and stock_before.
ALTER TABLE batch ADD COLUMN reverts INTEGER REFERENCES batch(id);

-- What became of marks in Today, by change set: no moment of setting (was_at, at) means no mark.
CREATE TABLE today_mark_log (
  id INTEGER PRIMARY KEY,
  change_set INTEGER NOT NULL REFERENCES change_set(id),
  user TEXT NOT NULL,
  item TEXT NOT NULL,
  was_until INTEGER,
  was_at INTEGER,
  until INTEGER,
  at INTEGER
) STRICT;
CREATE INDEX today_mark_log_change_set ON today_mark_log(change_set);
