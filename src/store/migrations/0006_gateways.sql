-- Accounts of the machine through which several people come in; a folder is where they see and write files.
CREATE TABLE gateway (
  account TEXT PRIMARY KEY,
  folder TEXT
) STRICT, WITHOUT ROWID;
