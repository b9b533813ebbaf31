-- Who was never billed owes nothing that could be rated: what it owes is empty, not 0.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
  SET sql = replace(replace(replace(sql, 'open_amount INTEGER NOT NULL', 'open_amount INTEGER'),
    'overdue INTEGER NOT NULL', 'overdue INTEGER'), 'overdue_days INTEGER NOT NULL', 'overdue_days INTEGER')
  WHERE name = 'partner_figures';
PRAGMA writable_schema = RESET;

UPDATE partner_figures SET open_amount = NULL, overdue = NULL, overdue_days = NULL
  WHERE NOT EXISTS (SELECT 1 FROM invoice i WHERE i.partner = partner_figures.partner);

-- Where a partner stands on the board is said once, for the board and for lists.
ALTER TABLE partner_figures ADD COLUMN board_tier TEXT
  GENERATED ALWAYS AS (CASE WHEN computed_tier IS NOT NULL THEN coalesce(tier, computed_tier) END) VIRTUAL;
DROP INDEX figures_board;
CREATE INDEX figures_board ON partner_figures(board_tier, score DESC, partner);
