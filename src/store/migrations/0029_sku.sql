-- SKUs are records (S18). What sales, counts, shipments and seen prices called by a text becomes one each, of the line that most of its
-- sales have; what was replaced, taken out or closed since, and the log of changes, keep naming it.
CREATE TABLE sku (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "line" INTEGER REFERENCES product_line(id),
  "pack" INTEGER,
  "unit" TEXT,
  "list_price" INTEGER,
  "cost" INTEGER,
  "floor_price" INTEGER,
  "shelf_life" INTEGER,
  "state" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sku_code ON sku(code);
CREATE INDEX sku_line ON sku(line) WHERE line IS NOT NULL;

CREATE TABLE sku_text (code TEXT NOT NULL, line INTEGER NOT NULL, sales INTEGER NOT NULL, times INTEGER NOT NULL) STRICT;
INSERT INTO sku_text SELECT sku, line, count(*), count(*) FROM sale WHERE sku <> '' GROUP BY sku, line;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM sale_before WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM sale_closed WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM stock WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM stock_before WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM stock_closed WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM shipment WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT sku, coalesce(line, 0), 0, count(*) FROM price_sighting WHERE sku <> '' GROUP BY 1, 2;
INSERT INTO sku_text SELECT json_extract(before, '$.sku'), 0, 0, 1 FROM audit
  WHERE kind IN ('shipment', 'price_sighting') AND json_type(before, '$.sku') = 'text' AND json_extract(before, '$.sku') <> '';
INSERT INTO sku_text SELECT json_extract(after, '$.sku'), 0, 0, 1 FROM audit
  WHERE kind IN ('shipment', 'price_sighting') AND json_type(after, '$.sku') = 'text' AND json_extract(after, '$.sku') <> '';
CREATE INDEX sku_text_code ON sku_text(code);
INSERT INTO sku (code, name, line, state)
SELECT code, code, (
    SELECT t.line FROM sku_text t JOIN product_line p ON p.id = t.line WHERE t.code = k.code
    GROUP BY t.line ORDER BY sum(t.sales) DESC, sum(t.times) DESC, t.line LIMIT 1
  ), 'active'
FROM (SELECT DISTINCT code FROM sku_text) k ORDER BY code;
DROP TABLE sku_text;

ALTER TABLE sale RENAME TO sale_text;
CREATE TABLE sale (
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "document" TEXT NOT NULL,
  "line" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
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
  PRIMARY KEY ("partner", "day", "document", "line", "sku")
) STRICT, WITHOUT ROWID;
INSERT INTO sale SELECT f.partner, f.day, f.document, f.line, coalesce(k.id, 0), f.region, f.owner, f.orders, f.quantity, f.net_amount, f.returns, f.cost, f.commission, f.advertising, f.logistics, f.promotion, f.sellout, f.batch
  FROM sale_text f LEFT JOIN sku k ON k.code = f.sku;
DROP TABLE sale_text;

ALTER TABLE sale_before RENAME TO sale_before_text;
CREATE TABLE sale_before (
  by_batch INTEGER NOT NULL REFERENCES batch(id),
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "document" TEXT NOT NULL,
  "line" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
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
  PRIMARY KEY (by_batch, "partner", "day", "document", "line", "sku")
) STRICT, WITHOUT ROWID;
INSERT INTO sale_before SELECT f.by_batch, f.partner, f.day, f.document, f.line, coalesce(k.id, 0), f.region, f.owner, f.orders, f.quantity, f.net_amount, f.returns, f.cost, f.commission, f.advertising, f.logistics, f.promotion, f.sellout, f.batch
  FROM sale_before_text f LEFT JOIN sku k ON k.code = f.sku;
DROP TABLE sale_before_text;

ALTER TABLE sale_closed RENAME TO sale_closed_text;
CREATE TABLE sale_closed (
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "document" TEXT NOT NULL,
  "line" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
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
INSERT INTO sale_closed SELECT f.partner, f.day, f.document, f.line, coalesce(k.id, 0), f.region, f.owner, f.orders, f.quantity, f.net_amount, f.returns, f.cost, f.commission, f.advertising, f.logistics, f.promotion, f.sellout, f.batch, f.there
  FROM sale_closed_text f LEFT JOIN sku k ON k.code = f.sku;
DROP TABLE sale_closed_text;

ALTER TABLE stock RENAME TO stock_text;
CREATE TABLE stock (
  "partner" INTEGER NOT NULL REFERENCES partner(id),
  "day" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
  "line" INTEGER,
  "quantity" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY ("partner", "day", "sku")
) STRICT, WITHOUT ROWID;
INSERT INTO stock SELECT f.partner, f.day, coalesce(k.id, 0), f.line, f.quantity, f.value, f.batch
  FROM stock_text f LEFT JOIN sku k ON k.code = f.sku;
DROP TABLE stock_text;

ALTER TABLE stock_before RENAME TO stock_before_text;
CREATE TABLE stock_before (
  by_batch INTEGER NOT NULL REFERENCES batch(id),
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
  "line" INTEGER,
  "quantity" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  PRIMARY KEY (by_batch, "partner", "day", "sku")
) STRICT, WITHOUT ROWID;
INSERT INTO stock_before SELECT f.by_batch, f.partner, f.day, coalesce(k.id, 0), f.line, f.quantity, f.value, f.batch
  FROM stock_before_text f LEFT JOIN sku k ON k.code = f.sku;
DROP TABLE stock_before_text;

ALTER TABLE stock_closed RENAME TO stock_closed_text;
CREATE TABLE stock_closed (
  "partner" INTEGER NOT NULL,
  "day" INTEGER NOT NULL,
  "sku" INTEGER NOT NULL,
  "line" INTEGER,
  "quantity" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  there INTEGER NOT NULL CHECK (there IN (0, 1)),
  PRIMARY KEY ("partner", "day", "sku")
) STRICT, WITHOUT ROWID;
INSERT INTO stock_closed SELECT f.partner, f.day, coalesce(k.id, 0), f.line, f.quantity, f.value, f.batch, f.there
  FROM stock_closed_text f LEFT JOIN sku k ON k.code = f.sku;
DROP TABLE stock_closed_text;

DROP INDEX price_sighting_key;
ALTER TABLE shipment RENAME COLUMN sku TO sku_text;
ALTER TABLE shipment ADD COLUMN "sku" INTEGER REFERENCES sku(id);
UPDATE shipment SET sku = (SELECT id FROM sku WHERE code = sku_text) WHERE sku_text <> '';
ALTER TABLE shipment DROP COLUMN sku_text;
CREATE INDEX shipment_sku ON shipment(sku) WHERE sku IS NOT NULL;
ALTER TABLE price_sighting RENAME COLUMN sku TO sku_text;
ALTER TABLE price_sighting ADD COLUMN "sku" INTEGER REFERENCES sku(id);
UPDATE price_sighting SET sku = (SELECT id FROM sku WHERE code = sku_text) WHERE sku_text <> '';
ALTER TABLE price_sighting DROP COLUMN sku_text;
CREATE UNIQUE INDEX price_sighting_key ON price_sighting(partner, line, coalesce(sku, 0), channel, "on");
CREATE INDEX price_sighting_sku ON price_sighting(sku) WHERE sku IS NOT NULL;
UPDATE audit SET before = json_set(before, '$.sku', (SELECT id FROM sku WHERE code = json_extract(before, '$.sku')))
  WHERE kind IN ('shipment', 'price_sighting') AND json_type(before, '$.sku') = 'text';
UPDATE audit SET after = json_set(after, '$.sku', (SELECT id FROM sku WHERE code = json_extract(after, '$.sku')))
  WHERE kind IN ('shipment', 'price_sighting') AND json_type(after, '$.sku') = 'text';
