//! Until when something can be put off.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc, Weekday};

use crate::i18n::{self, number};
use crate::tui::app::Ctx;
use crate::tui::worker::form::Item as Choice;

/// Until when something can be put off, to choose from; an id is the moment.
pub(in crate::tui) fn snoozes(ctx: &Ctx) -> Vec<Choice> {
    let choice = |(key, at): (&'static str, DateTime<Utc>)| Choice {
        id: at.timestamp(),
        code: key.to_owned(),
        label: i18n::message(ctx.lang, key, &[]),
        hint: number::moment(at, ctx.policy.organisation.zone),
    };
    moments(ctx).into_iter().map(choice).collect()
}

/// What people say, and the moment it is.
fn moments(ctx: &Ctx) -> Vec<(&'static str, DateTime<Utc>)> {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    let morning = |day: NaiveDate| {
        let local = day.and_time(nine);
        ctx.policy.organisation.zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.to_utc())
    };
    let today = ctx.today();
    let calendar = &ctx.policy.calendar;
    let tomorrow = calendar.on_or_after(today + Days::new(1));
    let monday = today.week(Weekday::Mon).last_day() + Days::new(1);
    vec![
        ("today-snooze-hour", ctx.now + chrono::Duration::hours(1)),
        ("today-snooze-four", ctx.now + chrono::Duration::hours(4)),
        ("today-snooze-tomorrow", morning(tomorrow)),
        ("today-snooze-monday", morning(calendar.on_or_after(monday))),
        ("today-snooze-week", morning(calendar.on_or_after(today + Days::new(7)))),
    ]
}
