//! Joint meetings 渠道联席会议: when, about what, with which outcome (S5).

use chrono::NaiveDate;

use crate::domain::kinds::register::Role;
use crate::domain::record::{Conduct, Elsewhere, Field, Home, Kind, Since, Tags};
use crate::{choices, record};

choices! {
    /// How often a meeting comes back.
    pub enum Rhythm {
        Quarter = "quarter", "each quarter", "每季度";
        HalfYear = "half_year", "each half-year", "每半年";
        Special = "special", "special", "临时";
    }
}

choices! {
    /// Where a meeting stands.
    pub enum MeetingState {
        Planned = "planned", "planned", "待召开";
        Held = "held", "held", "已召开";
        Cancelled = "cancelled", "cancelled", "已取消";
    }
}

choices! {
    /// Why something is on the agenda.
    pub enum ItemSource {
        Action = "action", "action not done", "未完成行动项";
        Deferred = "deferred", "deferred last time", "上次搁置";
        Ticket = "ticket", "open ticket", "未结工单";
        Topic = "topic", "topic", "其他议题";
    }
}

choices! {
    /// What a meeting decided about an item.
    pub enum MeetingDecision {
        Settled = "settled", "settled", "已达成一致";
        Talks = "talks", "further talks", "继续协商";
        Escalate = "escalate", "escalate", "升级处理";
        Arbitration = "arbitration", "to arbitration", "提交仲裁";
        Deferred = "deferred", "deferred", "下次再议";
    }
}

record! {
    /// A joint meeting 联席会议 of the network or of a region (S5).
    pub struct Meeting = Kind::Meeting, "meeting", "meetings", ("joint meeting", "联席会议"), key ["number"], kept by "meeting" form, unnumbered ["title", "planned_on", "region"],
        conduct (Conduct::USUAL
            .numbered("#", &["title"])
            .told_by("state")
            .since(Since::Day("planned_on"))
            .undone(Since::Day("held_on"), Some("planned"), &["held_on", "minutes"])
            .elsewhere(Elsewhere::By(&["state"]))
            .needs(Role::Manager)
            .home(Home::Meetings)) {
        /// Its number, given by the program.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        /// What it is called.
        title: String = Field::text().required().listed().label("Title", "标题").also(&["subject", "主题"]),
        /// How often it comes back.
        rhythm: Rhythm = Field::choice(Rhythm::CHOICES).required().listed().default("special").label("Rhythm", "周期类型"),
        /// For the tickets of this region and below; empty is the whole network.
        region: Option<i64> = Field::reference(Kind::Region).listed().label("Region", "区域"),
        /// The day that it is planned for.
        planned_on: NaiveDate = Field::date().required().listed().label("Planned on", "计划日期").also(&["date", "日期"]),
        /// Where, or how one joins.
        place: String = Field::text().label("Place", "地点").also(&["venue", "会议地点"]),
        /// Who leads it and answers for agenda and minutes.
        chair: Option<i64> = Field::reference(Kind::User).listed().label("Chair", "主持人"),
        /// Accounts of users, codes of partners, names of others.
        participants: Tags = Field::tags().label("Participants", "参会方").also(&["attendees", "参会人"]),
        /// Where it stands.
        state: MeetingState = Field::choice(MeetingState::CHOICES).required().computed().listed().default("planned").label("State", "状态").also(&["status"]),
        /// The day that it was held.
        held_on: Option<NaiveDate> = Field::date().computed().listed().label("Held on", "召开日期"),
        /// What was said beside the items.
        minutes: String = Field::note().label("Minutes", "会议纪要"),
        /// Why it was cancelled.
        reason: String = Field::text().computed().label("Reason", "原因"),
        /// The rule of the plan that it is an occurrence of; empty: none.
        series: String = Field::text().computed().ruled().label("Series", "计划规则"),
        /// The rule's period (2025-Q2), so that a moved one isn't planned again.
        period: String = Field::text().computed().label("Period", "周期"),
        /// The meeting that was planned after it.
        next: Option<i64> = Field::reference(Kind::Meeting).computed().label("Next meeting", "下次会议"),
        /// The version of the rules that gave it, where the plan made it.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A point of a meeting's agenda 议题, and what came of it.
    pub struct MeetingItem = Kind::MeetingItem, "meeting_item", "meeting-items", ("agenda item", "议题"), key ["meeting", "ticket", "task", "topic"], kept by "meeting",
        conduct (Conduct::USUAL
            .called("topic", &["topic"])
            .told_by("decision")
            .since(Since::Logged)) {
        meeting: i64 = Field::reference(Kind::Meeting).required().listed().label("Meeting", "会议"),
        /// Place on the agenda, from 1; empty puts it at the end.
        position: Option<i64> = Field::int().at_least(1).listed().label("Position", "序号"),
        /// Why it is on the agenda.
        source: ItemSource = Field::choice(ItemSource::CHOICES).required().computed().listed().default("topic").label("Source", "来源"),
        /// The ticket that it is about.
        ticket: Option<i64> = Field::reference(Kind::Ticket).listed().label("Ticket", "工单"),
        /// The action of an earlier meeting that it asks about.
        task: Option<i64> = Field::reference(Kind::Task).label("Action", "行动项"),
        /// One line; a ticket's title if not given.
        topic: String = Field::text().listed().label("Topic", "议题").also(&["title", "标题"]),
        /// What was said about it.
        discussion: String = Field::note().label("Discussion", "讨论").also(&["outcome", "结果"]),
        /// What was decided.
        decision: Option<MeetingDecision> = Field::choice(MeetingDecision::CHOICES).listed().label("Decision", "决议"),
        /// What follows, one a line: `what @who 2025-07-10`; tasks once the meeting was held.
        actions: String = Field::note().label("Actions", "行动项清单").also(&["行动"]),
        /// Added or moved by a person: it keeps its place when the agenda is built again.
        by_hand: bool = Field::yes_no().required().computed().default("false").label("By hand", "人工编排"),
    }
}
