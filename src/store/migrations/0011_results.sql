-- 0011: results of the rules name the version of the rules that gave them; NULL: brought in, or from before.

ALTER TABLE ticket ADD COLUMN policy_version INTEGER;
ALTER TABLE tier_change ADD COLUMN policy_version INTEGER;
ALTER TABLE alert ADD COLUMN policy_version INTEGER;
ALTER TABLE task ADD COLUMN policy_version INTEGER;
ALTER TABLE meeting ADD COLUMN policy_version INTEGER;
ALTER TABLE screening ADD COLUMN policy_version INTEGER;
ALTER TABLE credit_assessment ADD COLUMN policy_version INTEGER;
ALTER TABLE violation ADD COLUMN policy_version INTEGER;
ALTER TABLE approval ADD COLUMN policy_version INTEGER;
