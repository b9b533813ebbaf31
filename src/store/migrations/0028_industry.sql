-- What figures are on average in the trade, by channel type, from a day on.
CREATE TABLE industry_average (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "figure" TEXT NOT NULL,
  "channel_type" INTEGER REFERENCES channel_type(id),
  "from" INTEGER NOT NULL,
  "value" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "note" TEXT
) STRICT;
CREATE UNIQUE INDEX industry_average_key ON industry_average(figure, coalesce(channel_type, 0), "from");
