//! How invoices were paid: punctuality, days to pay, disputes; sums that add up over partners.

use chrono::NaiveDate;

use super::Dso;
use super::settle::Settlement;
use crate::domain::money::{Money, Rate, div_round};

/// How invoices were paid, as it is known on a day. Adds up over partners, regions, anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// Invoices issued, without credit notes.
    pub invoices: i64,
    /// What they come to.
    pub billed: Money,
    /// Of them contested.
    pub disputed: i64,
    /// What these come to.
    pub disputed_billed: Money,
    pub settled: i64,
    /// Days from issue to settlement of the settled ones, added up.
    pub days: i64,
    /// Settled or past their due day: what punctuality is judged by.
    pub judged: i64,
    /// What these come to.
    pub judged_amount: Money,
    /// Of them settled late, or not settled yet.
    pub late: i64,
    /// Days late of these, added up; those still open count so far.
    pub late_days: i64,
    pub paid: Money,
    /// Of that, by the due day.
    pub on_time: Money,
    /// Open and past its due day.
    pub overdue: Money,
    /// What was paid times its days since the invoice, in 1/10,000 of the unit and days.
    pub paid_days: i128,
    /// What is judged times its days late, likewise.
    pub late_amount_days: i128,
}

impl Behaviour {
    /// That of some invoices.
    #[must_use]
    pub fn of<'a>(settlements: impl IntoIterator<Item = &'a Settlement>, as_of: NaiveDate) -> Self {
        let mut sum = Self::default();
        for s in settlements {
            sum.add_invoice(s, as_of);
        }
        sum
    }

    fn add_invoice(&mut self, s: &Settlement, as_of: NaiveDate) {
        self.invoices += 1;
        self.billed += s.bill.amount;
        if s.bill.disputed {
            self.disputed += 1;
            self.disputed_billed += s.bill.amount;
        }
        // what credit notes settled says nothing of how it is paid
        if s.settled_on.is_some() && s.paid == Money::ZERO {
            return;
        }
        self.paid += s.paid;
        self.on_time += s.on_time;
        self.paid_days += s.paid_days;
        if let Some(days) = s.days() {
            self.settled += 1;
            self.days += days;
        }
        let Some(late) = s.late(as_of) else { return };
        self.judged += 1;
        self.judged_amount += s.bill.amount;
        if s.settled_on.is_none() {
            self.overdue += s.open;
        }
        if late > 0 {
            self.late += 1;
            self.late_days += late;
            self.late_amount_days += i128::from(late) * i128::from(s.bill.amount.0);
        }
    }

    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        self.invoices += other.invoices;
        self.billed += other.billed;
        self.disputed += other.disputed;
        self.disputed_billed += other.disputed_billed;
        self.settled += other.settled;
        self.days += other.days;
        self.judged += other.judged;
        self.judged_amount += other.judged_amount;
        self.late += other.late;
        self.late_days += other.late_days;
        self.paid += other.paid;
        self.on_time += other.on_time;
        self.overdue += other.overdue;
        self.paid_days += other.paid_days;
        self.late_amount_days += other.late_amount_days;
    }

    /// Share of the judged invoices that were late.
    #[must_use]
    pub fn late_share(&self) -> Option<Six> {
        Six::of(self.late.into(), self.judged.into())
    }

    /// Share of the judged invoices that were paid in time.
    #[must_use]
    pub fn punctual(&self) -> Option<Rate> {
        (self.judged > 0).then(|| Rate(div_round(i128::from(self.judged - self.late) * 10_000, self.judged.into())))
    }

    /// Share of what was paid or should have been that came in time.
    #[must_use]
    pub fn punctual_amount(&self) -> Option<Rate> {
        self.on_time.ratio(self.paid + self.overdue)
    }

    /// Mean days from issue to settlement.
    #[must_use]
    pub fn mean_days(&self) -> Option<Dso> {
        days(self.days.into(), self.settled.into())
    }

    /// Days from issue to payment, weighted by amount.
    #[must_use]
    pub fn weighted_days(&self) -> Option<Dso> {
        days(self.paid_days, self.paid.0.into())
    }

    /// Mean days late of the judged invoices; those paid in time count 0.
    #[must_use]
    pub fn mean_late(&self) -> Option<Dso> {
        days(self.late_days.into(), self.judged.into())
    }

    /// Payment index: days late weighted by the invoices' amounts, over what is judged; those paid in time count 0.
    #[must_use]
    pub fn index(&self) -> Option<Dso> {
        days(self.late_amount_days, self.judged_amount.0.into())
    }

    /// Share of the invoices that are contested.
    #[must_use]
    pub fn dispute_rate(&self) -> Option<Six> {
        Six::of(self.disputed.into(), self.invoices.into())
    }
}

fn days(sum: i128, count: i128) -> Option<Dso> {
    (count > 0).then(|| Dso(div_round(sum * 1_000_000, count)))
}

/// A share in 1/1,000,000, rounded once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Six(pub i64);

impl Six {
    /// `part / whole`; `None` if there is no whole.
    #[must_use]
    pub fn of(part: i128, whole: i128) -> Option<Self> {
        (whole != 0).then(|| Self(div_round(part * 1_000_000, whole)))
    }

    /// In basis points.
    #[must_use]
    pub fn rate(self) -> Rate {
        Rate(div_round(self.0.into(), 100))
    }

    /// As a fraction.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "six decimals of a share fit")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1_000_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::receivables::settle::settlements;
    use crate::domain::receivables::{Bill, Receipt};

    fn d(s: &str) -> NaiveDate {
        s.parse().expect("a date")
    }

    #[test]
    fn punctuality_counts_what_is_settled_or_overdue() {
        let bill = |id, issued: &str, due: &str, units, disputed| Bill {
            id,
            issued_on: d(issued),
            due_on: d(due),
            amount: Money::units(units),
            disputed,
        };
        let bills = [
            bill(1, "2025-01-01", "2025-01-31", 100, false),
            bill(2, "2025-01-01", "2025-01-31", 300, true),
            bill(3, "2025-01-01", "2025-01-31", 50, false),
            bill(4, "2025-03-01", "2025-03-31", 70, false),
            bill(5, "2025-01-05", "2025-02-04", 40, false),
            bill(6, "2025-01-05", "2025-01-05", -40, false),
        ];
        let receipts = [
            Receipt { paid_on: d("2025-01-21"), amount: Money::units(100), invoice: Some(1) },
            Receipt { paid_on: d("2025-02-10"), amount: Money::units(300), invoice: Some(2) },
            Receipt { paid_on: d("2025-02-10"), amount: Money::units(10), invoice: Some(3) },
        ];
        // the credit note settles the oldest that is open: what is left of the third
        let as_of = d("2025-03-10");
        let b = Behaviour::of(&settlements(&bills, &receipts, as_of), as_of);
        assert_eq!((b.invoices, b.settled, b.judged, b.late, b.disputed), (5, 3, 4, 3, 1));
        assert_eq!(b.billed, Money::units(560));
        assert_eq!((b.late_days, b.overdue), (10 + 10 + 34, Money::units(40)));
        assert_eq!(b.punctual(), Some(Rate(2_500)));
        assert_eq!(b.punctual_amount(), Some(Rate(2_222)), "100 of 450");
        assert_eq!(b.mean_days().map(Dso::to_f64), Some(33.333_333), "20, 40 and 40 days");
        assert_eq!(b.weighted_days().map(Dso::to_f64), Some(35.121_951), "(100 x 20 + 310 x 40) / 410");
        assert_eq!(b.mean_late().map(Dso::to_f64), Some(13.5));
        assert_eq!(b.dispute_rate().map(Six::to_f64), Some(0.2));
        let none = Behaviour::of(&settlements(&bills, &receipts, d("2024-12-31")), d("2024-12-31"));
        assert_eq!((none, none.punctual(), none.weighted_days(), none.dispute_rate()), (Behaviour::default(), None, None, None));
    }

    #[test]
    fn sums_of_parts_are_the_sum_of_the_whole() {
        let a = Behaviour { invoices: 2, settled: 1, days: 30, judged: 2, late: 1, late_days: 5, ..Behaviour::default() };
        let mut sum = Behaviour::default();
        sum.add(&a);
        sum.add(&a);
        assert_eq!((sum.invoices, sum.mean_days(), sum.late_share()), (4, a.mean_days(), a.late_share()));
    }
}
