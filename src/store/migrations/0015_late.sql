-- What closed months come to with what came after they were closed: rows of sales_month that are others by the facts of today. The
-- months themselves stay in sales_month as they were when their period was closed.
CREATE TABLE late_month (
  month INTEGER NOT NULL,       -- as in sales_month, and all others, too
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
CREATE INDEX late_month_partner ON late_month(partner);
