//! Joint meetings as documents: the list, agenda or minutes, what holding one came to.

use super::{Outcome, Refused, list};
use crate::domain::explain::Words;
use crate::domain::kinds::MeetingState;
use crate::domain::meeting::{ActionRef, Entry, Other, TicketRef};
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::i18n::meeting::{self as words, Part};
use crate::i18n::{self, number};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Point, Tone, What};
use crate::store::meetings::Line;
use crate::t;

fn label(field: &str) -> Words {
    Words::field(Kind::Meeting, field)
}

/// A text that was given.
fn given(text: &str) -> Option<&str> {
    Some(text).filter(|t| !t.is_empty())
}

/// The meetings in a state, of a region: those to come, then the others, the latest first.
pub fn meetings(session: &Session, lang: Lang, state: Option<MeetingState>, region: Option<i64>) -> Result<Document> {
    let lines = list(session, state, region)?;
    let region = move |l: &Line| if l.region_name.is_empty() { t!(lang, "meeting-network") } else { l.region_name.clone() };
    let left = |l: &Line| if l.actions > 0 { format!("{}/{}", l.undone, l.actions) } else { String::new() };
    let columns = Columns::default()
        .with(Column::number("number", label("number")), |l: &Line| What::Number(l.number))
        .with(Column::text("title", label("title")), |l| l.title.clone())
        .with(Column::code("rhythm", label("rhythm")), |l| l.rhythm)
        .with(Column::code("region", label("region")), move |l| Cell::from(given(&l.region)).said(Words::Text(region(l))))
        .with(Column::day("on", Words::key("meeting-column-when")), |l| l.on)
        .with(Column::code("state", label("state")), |l| l.state)
        .with(Column::code("chair", label("chair")), |l| given(&l.chair).map(str::to_owned))
        .with(Column::count("items", Words::key("meeting-column-items")), |l| l.items)
        .with(Column::count("decided", Words::key("meeting-column-decided")), |l| l.decided)
        .with(Column::count("actions", Words::key("meeting-actions")), |l| l.actions)
        .with(Column::count("actions_open", Words::key("meeting-column-actions")), |l| l.undone)
        .with(Column::text("left", Words::key("meeting-column-actions")).right().aside(), move |l| {
            let late = l.undone > 0 && l.state != MeetingState::Planned;
            Cell::from(left(l)).toned(if late { Tone::Soon } else { Tone::Plain })
        })
        .tone(|l| if l.state == MeetingState::Planned { Tone::Plain } else { Tone::Dim });
    let view = ["number", "on", "state", "region", "title", "chair", "items", "left"];
    let note = if lines.is_empty() { t!(lang, "meeting-none") } else { t!(lang, "meeting-count", count = lines.len()) };
    Ok(session
        .document("qudao.meetings/1")
        .with(Block::table("rows", columns.table(&lines).view(&view).quiet(), Words::nothing()))
        .with(Block::note(Words::Text(note))))
}

/// One meeting: agenda or minutes, actions, the one before and the next; people may be told a sentence in its place.
///
/// # Errors
/// A meeting that is gone, those of the file.
pub fn one(session: &Session, lang: Lang, id: i64, said: Option<String>) -> Result<Document> {
    let page = super::page(session, id)?;
    let m = &page.meeting;
    let participants = What::List(m.participants.0.iter().map(What::from).collect());
    let document = session
        .document("qudao.meeting/1")
        .head("number", label("number"), What::Number(page.number()))
        .head("title", label("title"), m.title.as_str())
        .head("rhythm", label("rhythm"), m.rhythm)
        .head("region", label("region"), page.region.as_ref().map(|(code, _)| code))
        .head("planned_on", label("planned_on"), m.planned_on)
        .head("place", label("place"), given(&m.place))
        .head("chair", label("chair"), page.chair.as_ref().map(|(account, _)| account))
        .head("participants", label("participants"), participants)
        .head("state", label("state"), m.state)
        .head("held_on", label("held_on"), m.held_on)
        .head("reason", label("reason"), given(&m.reason))
        .head("series", label("series"), given(&m.series))
        .head("period", label("period"), given(&m.period));
    let left_out = Figure::new("open_tickets_left_out", Words::key("meeting-left-out"), page.more.into());
    let minutes = Figure::new("minutes", label("minutes"), given(&m.minutes).into());
    let document = document
        .with(Block::table("items", items().table(&page.entries).unseen(), Words::nothing()))
        .with(Block::members("", vec![left_out, minutes], Some(Words::nothing())))
        .with(Block::table("actions", actions().table(&page.actions).unseen(), Words::nothing()))
        .with(other("previous", page.previous.as_ref()))
        .with(other("next", page.next.as_ref()));
    if let Some(said) = said {
        return Ok(document.with(Block::said(Words::Text(said))));
    }
    Ok(outline(document, words::parts(lang, &page, session.as_of())))
}

/// Agenda or minutes for people.
fn outline(mut document: Document, parts: Vec<Part>) -> Document {
    let mut blocks: Vec<Block> = Vec::new();
    let mut head = None;
    for part in parts {
        let point = |depth, done, text| Block::points(vec![Point { depth, done, text }]);
        let block = match part {
            Part::Title(text) => {
                document.title = Some(Words::Text(text));
                continue;
            }
            Part::Head(text) => {
                head = Some(Words::Text(text));
                continue;
            }
            Part::Facts(text) | Part::Line(text) => Block::lines(vec![(text, Tone::Plain)]),
            Part::Item(_, text) => point(0, None, text),
            Part::Under(text) => point(1, None, text),
            Part::Action(done, text) => point(1, Some(done), text),
        };
        let block = match (head.take(), blocks.last_mut()) {
            (None, Some(last)) => last.join(block),
            (head, _) => Some(Block { head, ..block }),
        };
        blocks.extend(block);
    }
    blocks.into_iter().fold(document, Document::with)
}

fn other(name: &'static str, other: Option<&Other>) -> Block {
    let figures = |o: &Other| {
        let on = Figure::new("on", Words::key("meeting-column-when"), o.on.into());
        vec![Figure::new("number", label("number"), What::Number(o.number).into()), on]
    };
    Block::members(name, other.map(figures).unwrap_or_default(), Some(Words::nothing()))
}

fn ticket<'a>() -> Columns<'a, TicketRef> {
    let label = |field| Words::field(Kind::Ticket, field);
    Columns::default()
        .with(Column::number("number", label("number")), |t: &TicketRef| What::Number(t.number))
        .with(Column::code("kind", label("kind")), |t| t.kind)
        .with(Column::code("severity", label("severity")), |t| t.severity)
        .with(Column::number("level", Words::key("report-level")), |t| What::Number(t.level))
        .with(Column::code("state", label("state")), |t| t.state)
        .with(Column::code("partner", label("partner")), |t| given(&t.code).map(str::to_owned))
        .with(Column::code("owner", label("owner")), |t| given(&t.owner).map(str::to_owned))
        .with(Column::moment("opened_at", label("opened_at")), |t| t.opened_at)
}

fn actions<'a>() -> Columns<'a, ActionRef> {
    let label = |field| Words::field(Kind::Task, field);
    Columns::default()
        .with(Column::text("title", label("title")), |a: &ActionRef| a.title.clone())
        .with(Column::code("owner", label("owner")), |a| given(&a.owner).map(str::to_owned))
        .with(Column::day("due_on", label("due_on")), |a| a.due_on)
        .with(Column::code("state", label("state")), |a| a.state)
        .with(Column::number("ticket", Words::Label(Kind::Ticket.def().label)), |a| a.ticket.map(What::Number))
}

fn items<'a>() -> Columns<'a, Entry> {
    let label = |field| Words::field(Kind::MeetingItem, field);
    let of_ticket = Words::Label(Kind::Ticket.def().label);
    Columns::default()
        .with(Column::number("position", label("position")), |e: &Entry| e.item.position.map(What::Number))
        .with(Column::code("source", label("source")), |e| e.item.source)
        .with(Column::text("topic", label("topic")), |e| e.item.topic.clone())
        .with(Column::members("ticket", of_ticket.clone()).nested().of(ticket().columns()), |e| {
            e.ticket.as_ref().map_or(What::Nothing, |t| ticket().members(t))
        })
        .with(Column::number("ticket_number", of_ticket).flat(), |e| e.ticket.as_ref().map(|t| What::Number(t.number)))
        .with(Column::members("action", label("task")).nested().of(actions().columns()), |e| {
            e.action.as_ref().map_or(What::Nothing, |a| actions().members(a))
        })
        .with(Column::text("discussion", label("discussion")), |e| given(&e.item.discussion).map(str::to_owned))
        .with(Column::code("decision", label("decision")), |e| e.item.decision)
        .with(Column::list("noted_actions", label("actions")), |e| What::List(e.item.actions.lines().map(What::from).collect()))
        .with(Column::flag("by_hand", label("by_hand")), |e| e.item.by_hand)
}

/// What holding a meeting came to.
#[must_use]
pub fn held(session: &Session, lang: Lang, o: &Outcome) -> Document {
    let of = |name, key, value: Cell| Figure::new(name, Words::key(key), value);
    let (noted, raised, tasks, left) = (o.noted, o.raised, o.tasks, o.left);
    let mut lines = vec![t!(lang, "meeting-held", number = o.number, noted = noted, raised = raised, tasks = tasks, left = left)];
    lines.extend(o.next.as_ref().map(|n| t!(lang, "meeting-held-next", number = n.number, day = number::date_long(lang, n.on))));
    let members = vec![
        of("noted", "meeting-noted", noted.into()),
        of("raised", "meeting-raised", raised.into()),
        of("tasks", "meeting-tasks", tasks.into()),
        of("left", "meeting-left", left.into()),
    ];
    let why = |r: &Refused| -> Sentence { r.why.sentence() };
    let refused = Columns::default()
        .with(Column::number("position", Words::field(Kind::MeetingItem, "position")), |r: &Refused| What::Number(r.position))
        .with(Column::number("ticket", Words::Label(Kind::Ticket.def().label)), |r| What::Number(r.ticket))
        .with(Column::code("decision", Words::field(Kind::MeetingItem, "decision")), |r| r.decision)
        .with(Column::code("reason", Words::key("policy-why")), move |r| why(r).key)
        .with(Column::text("text", Words::key("report-said")), move |r| i18n::sentence(lang, &why(r)));
    let mut document = session
        .document("qudao.meeting-held/1")
        .head("number", label("number"), What::Number(o.number))
        .with(Block::members("", members, Some(Words::Text(lines.join("\n")))))
        .with(Block::table("refused", refused.table(&o.refused).unseen(), Words::nothing()))
        .with(other("next", o.next.as_ref().map(|n| Other { id: 0, number: n.number, on: n.on }).as_ref()));
    for r in &o.refused {
        let (decision, why) = (r.decision.label().get(lang), i18n::sentence(lang, &why(r)));
        let said = t!(lang, "meeting-refused-item", position = r.position, ticket = r.ticket, decision = decision, why = why);
        document = document.with(Block::note(Words::Text(said)));
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Text;
    use crate::report::{Reader, markdown};

    #[test]
    fn an_outline_keeps_what_a_person_wrote_from_being_marks() {
        let parts = vec![
            Part::Title("季度会 #3：议程".into()),
            Part::Head("窜货".into()),
            Part::Item(0, "1. #12 *东鲜*: a_b · L2 S1".into()),
            Part::Under("按 [合同] 执行".into()),
            Part::Action(false, "核对 <批次>".into()),
            Part::Action(true, "done".into()),
        ];
        let document = outline(Document::default(), parts);
        let reader = Reader { lang: Lang::Zh, zone: chrono_tz::Tz::UTC };
        let expected = "# 季度会 \\#3：议程\n\n## 窜货\n\n1. \\#12 \\*东鲜\\*: a\\_b · L2 S1\n   - 按 \\[合同\\] 执行\n   \
                        - [ ] 核对 \\<批次\\>\n   - [x] done\n";
        assert_eq!(markdown::document(reader, &document), expected);
        let mut text = Vec::new();
        Text::new(reader, crate::report::print::Look::default(), &mut text)
            .document(&document)
            .expect("a vector takes everything");
        let expected =
            "季度会 #3：议程\n\n窜货\n  1. #12 *东鲜*: a_b · L2 S1\n     按 [合同] 执行\n     [ ] 核对 <批次>\n     [x] done\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);
    }
}
