-- Facts and documents of closed periods as they stood when these were closed, of those that were changed or removed or came since; of one
-- that came, that it was not there. Facts belong to the month that was closed first, documents to each period that was closed after them.
CREATE TABLE sale_closed (
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
  there INTEGER NOT NULL CHECK (there IN (0, 1)),
  PRIMARY KEY ("partner", "day", "document", "line", "sku")
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_closed (
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "sku" TEXT NOT NULL,
  "line" INTEGER,
  "quantity" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  there INTEGER NOT NULL CHECK (there IN (0, 1)),
  PRIMARY KEY ("partner", "day", "sku")
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice_closed (
  closing INTEGER NOT NULL REFERENCES closing(id),
  id INTEGER NOT NULL,
  "partner" INTEGER NOT NULL,
  "issued_on" INTEGER NOT NULL,
  "due_on" INTEGER NOT NULL,
  "amount" INTEGER NOT NULL,
  there INTEGER NOT NULL CHECK (there IN (0, 1)),
  PRIMARY KEY (closing, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_closed (
  closing INTEGER NOT NULL REFERENCES closing(id),
  id INTEGER NOT NULL,
  "partner" INTEGER NOT NULL,
  "paid_on" INTEGER NOT NULL,
  "amount" INTEGER NOT NULL,
  "invoice" INTEGER,
  there INTEGER NOT NULL CHECK (there IN (0, 1)),
  PRIMARY KEY (closing, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoice_closed_came AFTER INSERT ON invoice BEGIN
  INSERT INTO invoice_closed SELECT c.id, NEW.id, NEW.partner, NEW.issued_on, NEW.due_on, NEW.amount, 0 FROM closing c
    WHERE c.reopened_at IS NULL AND c.to_day >= NEW.issued_on
      AND NOT EXISTS (SELECT 1 FROM invoice_closed k WHERE k.closing = c.id AND k.id = NEW.id);
END;
CREATE TRIGGER invoice_closed_changed AFTER UPDATE ON invoice
  WHEN OLD.partner <> NEW.partner OR OLD.issued_on <> NEW.issued_on OR OLD.due_on <> NEW.due_on OR OLD.amount <> NEW.amount BEGIN
  INSERT INTO invoice_closed SELECT c.id, OLD.id, OLD.partner, OLD.issued_on, OLD.due_on, OLD.amount, 1 FROM closing c
    WHERE c.reopened_at IS NULL AND c.to_day >= min(OLD.issued_on, NEW.issued_on)
      AND NOT EXISTS (SELECT 1 FROM invoice_closed k WHERE k.closing = c.id AND k.id = OLD.id);
END;
CREATE TRIGGER invoice_closed_went AFTER DELETE ON invoice BEGIN
  INSERT INTO invoice_closed SELECT c.id, OLD.id, OLD.partner, OLD.issued_on, OLD.due_on, OLD.amount, 1 FROM closing c
    WHERE c.reopened_at IS NULL AND c.to_day >= OLD.issued_on
      AND NOT EXISTS (SELECT 1 FROM invoice_closed k WHERE k.closing = c.id AND k.id = OLD.id);
END;

CREATE TRIGGER payment_closed_came AFTER INSERT ON payment BEGIN
  INSERT INTO payment_closed SELECT c.id, NEW.id, NEW.partner, NEW.paid_on, NEW.amount, NEW.invoice, 0 FROM closing c
    WHERE c.reopened_at IS NULL AND c.to_day >= NEW.paid_on
      AND NOT EXISTS (SELECT 1 FROM payment_closed k WHERE k.closing = c.id AND k.id = NEW.id);
END;
CREATE TRIGGER payment_closed_changed AFTER UPDATE ON payment
  WHEN OLD.partner <> NEW.partner OR OLD.paid_on <> NEW.paid_on OR OLD.amount <> NEW.amount OR OLD.invoice IS NOT NEW.invoice BEGIN
  INSERT INTO payment_closed SELECT c.id, OLD.id, OLD.partner, OLD.paid_on, OLD.amount, OLD.invoice, 1 FROM closing c
    WHERE c.reopened_at IS NULL AND c.to_day >= min(OLD.paid_on, NEW.paid_on)
      AND NOT EXISTS (SELECT 1 FROM payment_closed k WHERE k.closing = c.id AND k.id = OLD.id);
END;
CREATE TRIGGER payment_closed_went AFTER DELETE ON payment BEGIN
  INSERT INTO payment_closed SELECT c.id, OLD.id, OLD.partner, OLD.paid_on, OLD.amount, OLD.invoice, 1 FROM closing c
    WHERE c.reopened_at IS NULL AND c.to_day >= OLD.paid_on
      AND NOT EXISTS (SELECT 1 FROM payment_closed k WHERE k.closing = c.id AND k.id = OLD.id);
END;
