-- 0005: what a tier score is computed from, kept with the figures: other numbers of the policy are tried on the whole network.
ALTER TABLE partner_figures ADD COLUMN measures BLOB; -- packed (store/figures/measures.rs says how); empty: not computed yet
