//! Which day each task of a month lies on: the working days that are left, and how much each person has on them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::{Draft, Inputs, Wanted};

/// The working days of the month that are still to come; the last day there is, if none is.
pub(super) fn working_days(inputs: &Inputs<'_>) -> Vec<NaiveDate> {
    let span = inputs.month.span();
    let from = span.from.max(inputs.from);
    let days: Vec<NaiveDate> =
        from.iter_days().take_while(|d| *d <= span.to).filter(|d| inputs.calendar.is_workday(*d)).collect();
    if days.is_empty() { vec![inputs.calendar.on_or_after(from)] } else { days }
}

/// One person's working days.
pub(super) struct Desk<'a> {
    pub(super) owner: i64,
    pub(super) days: &'a [NaiveDate],
    pub(super) load: &'a mut HashMap<(i64, NaiveDate), usize>,
    pub(super) capacity: usize,
    pub(super) over: usize,
}

impl Desk<'_> {
    fn free(&self, day: NaiveDate) -> usize {
        self.capacity.saturating_sub(self.load.get(&(self.owner, day)).copied().unwrap_or(0))
    }

    /// Puts so many tasks on one day with room for all of them, as near after `wish` as can be, else before it; a
    /// person without room gets them where least is.
    fn place(&mut self, wish: usize, count: usize) -> NaiveDate {
        let last = self.days.len() - 1;
        let wish = wish.min(last);
        let after = self.days.iter().skip(wish).find(|d| self.free(**d) >= count);
        let before = || self.days.iter().take(wish).rev().find(|d| self.free(**d) >= count);
        let day = after.or_else(before).copied().unwrap_or_else(|| {
            let load = |d: &NaiveDate| self.load.get(&(self.owner, *d)).copied().unwrap_or(0);
            self.days.iter().min_by_key(|d| load(d)).copied().unwrap_or(self.days[last])
        });
        self.over += count.saturating_sub(self.free(day));
        *self.load.entry((self.owner, day)).or_default() += count;
        day
    }
}

/// Gives one person's tasks their days: first what has a best day, then the visits city by city and the rest.
pub(super) fn lay(wanted: Vec<Wanted>, desk: &mut Desk<'_>, out: &mut Vec<Draft>) {
    let (fixed, spread): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|w| w.best.is_some());
    for mut w in fixed {
        let wish = w.best.map_or(0, |best| desk.days.partition_point(|d| *d < best));
        w.draft.due_on = desk.place(wish, 1);
        out.push(w.draft);
    }
    // trips: visits of one city, at most a day's work each; a task without a city is a trip of its own
    let mut cities: BTreeMap<Option<String>, Vec<Draft>> = BTreeMap::new();
    for w in spread {
        cities.entry(w.city).or_default().push(w.draft);
    }
    let mut trips: Vec<Vec<Draft>> = Vec::new();
    for (city, mut drafts) in cities {
        let size = if city.is_some() { desk.capacity } else { 1 };
        while !drafts.is_empty() {
            let rest = drafts.split_off(drafts.len().min(size));
            trips.push(drafts);
            drafts = rest;
        }
    }
    // the large trips first, while there are whole days left
    trips.sort_by_key(|t| std::cmp::Reverse(t.len()));
    let count = trips.len().max(1);
    for (i, trip) in trips.into_iter().enumerate() {
        let wish = i * desk.days.len() / count;
        let day = desk.place(wish, trip.len());
        out.extend(trip.into_iter().map(|mut d| {
            d.due_on = day;
            d
        }));
    }
}
