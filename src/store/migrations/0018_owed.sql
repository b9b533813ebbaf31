-- What a partner owes is read by the thousand: from the index alone, without a look at each row.

DROP INDEX invoice_partner;
CREATE INDEX invoice_partner ON invoice(partner, due_on, issued_on, amount);
DROP INDEX payment_partner;
CREATE INDEX payment_partner ON payment(partner, paid_on, amount, invoice);
