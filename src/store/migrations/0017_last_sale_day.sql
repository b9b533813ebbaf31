-- The last day of any sale was taken back by a file of older days.
UPDATE meta SET value = CAST((SELECT max(last_day) FROM partner_weeks) + 6 AS TEXT)
WHERE name = 'last_sale_day' AND CAST(value AS INTEGER) < (SELECT max(last_day) FROM partner_weeks) + 6;
