-- 0003: the desk in depth: knowledge base, remedies (S5, S17).

-- The remedy of the playbook by which a ticket was resolved.
ALTER TABLE ticket ADD COLUMN "remedy" TEXT;

CREATE TABLE article (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL UNIQUE,
  "title" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "ticket_kinds" TEXT,
  "tags" TEXT,
  "language" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "owner" INTEGER REFERENCES user(id),
  "valid_until" INTEGER,
  "updated_on" INTEGER,
  "body" TEXT NOT NULL
) STRICT;

-- What words look for in articles: bigrams of Chinese characters, words, and how the title and the tags are said.
-- The texts themselves are in `article`.
CREATE VIRTUAL TABLE article_text USING fts5(
  title, tags, said, body, tokenize = 'unicode61', prefix = '1 2 3', content = '', contentless_delete = 1
);

-- What proves a diversion: codes of what was shipped to whom, and prices seen (S5).

CREATE TABLE shipment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "shipped_on" INTEGER NOT NULL,
  "document" TEXT,
  "line" INTEGER REFERENCES product_line(id),
  "sku" TEXT,
  "quantity" INTEGER,
  "amount" INTEGER
) STRICT;

CREATE TABLE price_sighting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "line" INTEGER NOT NULL REFERENCES product_line(id),
  "sku" TEXT,
  "channel" TEXT NOT NULL,
  "on" INTEGER NOT NULL,
  "price" INTEGER NOT NULL,
  "place" TEXT,
  "evidence" TEXT
) STRICT;

CREATE UNIQUE INDEX shipment_key ON shipment(code, partner);
CREATE INDEX shipment_partner ON shipment(partner);
CREATE UNIQUE INDEX price_sighting_key ON price_sighting(partner, line, coalesce(sku, ''), channel, "on");
CREATE INDEX price_sighting_on ON price_sighting("on");
