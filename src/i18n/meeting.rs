//! A joint meeting in words: agenda and minutes as parts, which the screen draws, the command line prints and Markdown sends.

use chrono::NaiveDate;

use super::{number, text};
use crate::domain::kinds::{ItemSource, MeetingState, TaskState, TicketKind};
use crate::domain::meeting::{ActionRef, Entry, Page};
use crate::domain::record::Lang;
use crate::t;

/// A part of an agenda or of minutes, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Title(String),
    /// When, where, who.
    Facts(String),
    /// The head of a section.
    Head(String),
    /// A point of the agenda, by its place in [`Page::entries`].
    Item(usize, String),
    /// What was said or decided about the point before it.
    Under(String),
    /// An action of the point before it, or of the meeting: whether it is done.
    Action(bool, String),
    /// A line of the minutes, a remark.
    Line(String),
}

/// What stands between the facts of a line.
const DOT: &str = " · ";

/// The agenda of a meeting, with the outcomes as far as there are any; of one that was held the minutes.
#[must_use]
pub fn parts(lang: Lang, page: &Page, today: NaiveDate) -> Vec<Part> {
    let m = &page.meeting;
    let held = m.state == MeetingState::Held;
    let title = format!("{} #{}", m.title, page.number());
    let what = if held { t!(lang, "meeting-minutes-of", title = title) } else { t!(lang, "meeting-agenda-of", title = title) };
    let mut out = vec![Part::Title(what)];
    out.extend(facts(lang, page).into_iter().map(Part::Facts));
    agenda(lang, page, today, &mut out);
    if !m.minutes.trim().is_empty() {
        out.push(Part::Head(t!(lang, "meeting-minutes")));
        out.extend(text::visible_lines(&m.minutes).lines().map(|l| Part::Line(l.to_owned())));
    }
    if !page.actions.is_empty() {
        out.push(Part::Head(t!(lang, "meeting-actions")));
        out.extend(page.actions.iter().map(|a| Part::Action(a.state == TaskState::Done, action(lang, a, today))));
    }
    if let Some(next) = &page.next {
        let day = number::date_long(lang, next.on);
        out.push(Part::Line(t!(lang, "meeting-next", number = next.number, day = day)));
    }
    out
}

/// The lines under the title: when and where, who.
fn facts(lang: Lang, page: &Page) -> Vec<String> {
    let m = &page.meeting;
    let day = number::date_long(lang, m.held_on.unwrap_or(m.planned_on));
    let region = page.region.as_ref().map_or_else(|| t!(lang, "meeting-network"), |(_, name)| name.clone());
    let mut first = vec![day, region, m.rhythm.label().get(lang).to_owned()];
    if m.state != MeetingState::Planned {
        first.push(m.state.label().get(lang).to_owned());
    }
    if !m.place.is_empty() {
        first.push(m.place.clone());
    }
    if let Some((account, name)) = &page.chair {
        first.push(t!(lang, "meeting-chair", name = called(account, name)));
    }
    let mut out = vec![first.join(DOT)];
    if !page.participants.is_empty() {
        let names: Vec<String> = page.participants.iter().map(|(word, name)| called(word, name)).collect();
        out.push(t!(lang, "meeting-with", names = names.join(if lang == Lang::Zh { "、" } else { ", " })));
    }
    if !m.reason.is_empty() {
        out.push(t!(lang, "meeting-cancelled-why", reason = m.reason.as_str()));
    }
    out
}

/// `li.wei 李伟`; only the word if it has no other name.
fn called(word: &str, name: &str) -> String {
    if name.is_empty() || name == word { word.to_owned() } else { format!("{word} {name}") }
}

fn agenda(lang: Lang, page: &Page, today: NaiveDate, out: &mut Vec<Part>) {
    let mut section = None;
    for (i, entry) in page.entries.iter().enumerate() {
        let this = Some(Section::of(entry));
        if this != section {
            out.extend(this.map(|s| Part::Head(s.name(lang))));
            section = this;
        }
        out.push(Part::Item(i, format!("{}. {}", i + 1, item(lang, entry, today))));
        let m = &entry.item;
        out.extend(text::visible_lines(m.discussion.trim()).lines().filter(|l| !l.is_empty()).map(|l| Part::Under(l.to_owned())));
        if let Some(decision) = m.decision {
            out.push(Part::Under(t!(lang, "meeting-decided", decision = decision.label().get(lang))));
        }
        // once the meeting was held they are tasks, and listed with their state
        if page.meeting.state != MeetingState::Held {
            let lines = m.actions.lines().map(str::trim).filter(|l| !l.is_empty());
            out.extend(lines.map(|l| Part::Action(false, l.trim_start_matches("- ").to_owned())));
        }
    }
    if page.entries.is_empty() {
        out.push(Part::Line(t!(lang, "meeting-no-agenda", number = page.meeting.number.unwrap_or_default().to_string())));
    }
    if page.more > 0 && !page.entries.is_empty() {
        out.push(Part::Line(t!(lang, "meeting-more", count = i64::try_from(page.more).unwrap_or(i64::MAX))));
    }
}

/// Points under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Last,
    Tickets(Option<TicketKind>),
    Topics,
}

impl Section {
    fn of(entry: &Entry) -> Self {
        match entry.item.source {
            ItemSource::Action | ItemSource::Deferred => Self::Last,
            ItemSource::Ticket => Self::Tickets(entry.ticket.as_ref().map(|t| t.kind)),
            ItemSource::Topic => Self::Topics,
        }
    }

    fn name(self, lang: Lang) -> String {
        match self {
            Self::Last => t!(lang, "meeting-from-last"),
            Self::Tickets(kind) => kind.map_or_else(|| t!(lang, "meeting-tickets"), |k| k.label().get(lang).to_owned()),
            Self::Topics => t!(lang, "meeting-topics"),
        }
    }
}

/// `#214 Chuanyu: short delivery · L2 S1 · 23 d · li.wei`.
fn item(lang: Lang, entry: &Entry, today: NaiveDate) -> String {
    let topic = text::visible(&entry.item.topic);
    if let Some(asked) = &entry.action {
        return t!(lang, "meeting-asked", action = action(lang, asked, today));
    }
    let Some(ticket) = &entry.ticket else { return topic.into_owned() };
    let topic = match ticket.name.as_str() {
        "" => topic.into_owned(),
        name => t!(lang, "meeting-of", name = name, topic = topic.as_ref()),
    };
    let mut facts = vec![format!("#{} {topic}", ticket.number), format!("L{} {}", ticket.level, ticket.severity.code())];
    if let Some(opened) = ticket.opened_at {
        facts.push(number::days(lang, (today - opened.date_naive()).num_days().max(0)));
    }
    if entry.item.source == ItemSource::Deferred || ticket.state != crate::domain::kinds::TicketState::New {
        facts.push(ticket.state.label().get(lang).to_owned());
    }
    if !ticket.owner.is_empty() {
        facts.push(ticket.owner.clone());
    }
    facts.join(DOT)
}

/// `sign the terms again · zhao.min · 10 Jul, 3 days late · #214`.
fn action(lang: Lang, a: &ActionRef, today: NaiveDate) -> String {
    let mut facts = vec![text::visible(&a.title).into_owned()];
    if !a.owner.is_empty() {
        facts.push(a.owner.clone());
    }
    let day = number::date(a.due_on);
    facts.push(match (a.state, (today - a.due_on).num_days()) {
        (TaskState::Open, late) if late > 0 => format!("{day} {}", t!(lang, "today-late", days = late)),
        (TaskState::Open, _) => day,
        (state, _) => format!("{day} {}", state.label().get(lang)),
    });
    facts.extend(a.ticket.map(|n| format!("#{n}")));
    facts.join(DOT)
}

/// The parts as plain text, to be read in a terminal.
#[must_use]
pub fn plain(parts: &[Part]) -> String {
    let line = |part: &Part| match part {
        Part::Title(t) | Part::Facts(t) | Part::Line(t) => t.clone(),
        Part::Head(t) => format!("\n{t}"),
        Part::Item(_, t) => format!("  {t}"),
        Part::Under(t) => format!("     {t}"),
        Part::Action(done, t) => format!("     [{}] {t}", if *done { 'x' } else { ' ' }),
    };
    parts.iter().map(line).collect::<Vec<_>>().join("\n")
}
