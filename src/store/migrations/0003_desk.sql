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
