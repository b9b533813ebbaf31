//! The conflict and service desk: tickets, their parties and events (S5).

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::kinds::register::Role;
use crate::domain::money::Money;
use crate::domain::record::{Conduct, Elsewhere, Field, Home, Kind, Since, Tags};
use crate::{choices, record};

choices! {
    /// What a ticket is about.
    pub enum TicketKind {
        Horizontal = "horizontal", "horizontal conflict", "水平冲突";
        Vertical = "vertical", "vertical conflict", "垂直冲突";
        MultiChannel = "multi_channel", "multi-channel conflict", "多渠道冲突";
        Diversion = "diversion", "diversion", "窜货";
        Complaint = "complaint", "complaint", "投诉";
        Order = "order", "order", "订单";
        Dispute = "dispute", "quota or support dispute", "资源争议";
    }
}

choices! {
    /// How bad.
    pub enum Severity {
        S1 = "S1", "S1 critical", "S1 特急";
        S2 = "S2", "S2 high", "S2 紧急";
        S3 = "S3", "S3 normal", "S3 一般";
        S4 = "S4", "S4 low", "S4 轻微";
    }
}

choices! {
    /// Where a ticket stands; the escalation level is a field of its own.
    pub enum TicketState {
        New = "new", "new", "新建";
        Acknowledged = "acknowledged", "acknowledged", "已受理";
        Investigating = "investigating", "investigating", "调查中";
        Negotiating = "negotiating", "negotiating", "协商中";
        Arbitration = "arbitration", "arbitration", "仲裁中";
        OnHold = "on_hold", "on hold", "挂起";
        Reopened = "reopened", "reopened", "重新打开";
        Resolved = "resolved", "resolved", "已解决";
        Closed = "closed", "closed", "已关闭";
    }
}

choices! {
    /// Why it came to this.
    pub enum PainPoint {
        Information = "information", "information asymmetry", "信息不对称";
        Resources = "resources", "unequal resources", "资源不均";
        Interests = "interests", "conflicting interests", "利益冲突";
        Process = "process", "weak process", "流程缺失";
    }
}

choices! {
    /// A partner's part in a ticket.
    pub enum PartyRole {
        Complainant = "complainant", "complainant", "投诉方";
        Respondent = "respondent", "respondent", "被投诉方";
        Affected = "affected", "affected", "受影响方";
    }
}

choices! {
    /// What happened on a ticket.
    pub enum EventKind {
        Opened = "opened", "opened", "创建";
        Acknowledged = "acknowledged", "acknowledged", "受理";
        Moved = "moved", "moved", "流转";
        Assigned = "assigned", "assigned", "指派";
        Commented = "commented", "commented", "备注";
        Held = "held", "put on hold", "挂起";
        Resumed = "resumed", "resumed", "恢复";
        Escalated = "escalated", "escalated", "升级";
        Resolved = "resolved", "resolved", "解决";
        Checked = "checked", "checked", "复核";
        Closed = "closed", "closed", "关闭";
        Reopened = "reopened", "reopened", "重新打开";
        Evidence = "evidence", "evidence", "证据";
        Meeting = "meeting", "joint meeting", "联席会议";
        Corrected = "corrected", "corrected", "更正";
    }
}

choices! {
    /// What a piece of evidence is.
    pub enum Evidence {
        Note = "note", "note", "记录";
        Amount = "amount", "amount", "金额";
        File = "file", "file reference", "文件";
    }
}

/// What says of a ticket that it was worked elsewhere.
const WORKED: &[&str] = &[
    "state",
    "level",
    "responded_at",
    "response_due",
    "resolved_at",
    "resolution_due",
    "closed_at",
    "held_since",
    "held_state",
    "breaches",
    "reopened",
    "resolved_by",
    "checked_by",
    "holds",
    "remedy",
    "external",
];

record! {
    /// A conflict or service ticket 工单 (S5).
    pub struct Ticket = Kind::Ticket, "ticket", "tickets", ("ticket", "工单"), key ["number"], kept by "ticket" form, unnumbered ["kind", "title", "partner", "opened_at"],
        conduct (Conduct::USUAL
            .assigned()
            .import_writes(&[Kind::Ticket, Kind::TicketParty, Kind::TicketEvent])
            .numbered("#", &["title"])
            .told_by("state")
            .named(&["external"])
            .spans(&[("opened_at", "responded_at"), ("opened_at", "resolved_at"), ("opened_at", "closed_at")])
            .since(Since::Moment("opened_at"))
            .elsewhere(Elsewhere::By(WORKED))
            .home(Home::Desk)) {
        /// Its number; given by the store when empty.
        number: Option<i64> = Field::int().kept().listed().label("Number", "编号").also(&["id", "ticket", "工单号"]),
        /// What about.
        kind: TicketKind = Field::choice(TicketKind::CHOICES).required().listed().default("complaint").label("Kind", "类别").also(&["type", "类型"]),
        /// How bad.
        severity: Severity = Field::choice(Severity::CHOICES).required().listed().default("S3").label("Severity", "级别").also(&["priority", "优先级", "严重程度"]),
        /// One line.
        title: String = Field::text().required().listed().label("Title", "标题").also(&["subject", "summary", "主题"]),
        /// The whole story.
        description: String = Field::note().label("Description", "描述").also(&["details", "内容"]),
        /// The partner it is filed under.
        partner: Option<i64> = Field::reference(Kind::Partner).listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        /// Who works on it.
        owner: Option<i64> = Field::reference(Kind::User).kept().listed().label("Owner", "处理人").also(&["assignee", "负责人"]),
        /// Amount at stake.
        amount: Option<Money> = Field::money().at_least(0).label("Amount", "涉及金额"),
        /// Why it came to this.
        pain_point: Option<PainPoint> = Field::choice(PainPoint::CHOICES).label("Pain point", "痛点"),
        opened_at: Option<DateTime<Utc>> = Field::time().kept().listed().label("Opened at", "创建时间").also(&["created", "created at", "opened"]),
        /// Where it stands.
        state: TicketState = Field::choice(TicketState::CHOICES).required().computed().listed().default("new").label("State", "状态").also(&["status"]),
        /// Escalation, 1 to 4.
        level: i64 = Field::int().required().computed().listed().default("1").label("Level", "升级层级"),
        /// Served round the clock: its clocks run at night and on holidays; fixed when it is opened.
        round_the_clock: bool = Field::yes_no().required().computed().default("false").label("24x7", "7×24"),
        /// First response given.
        responded_at: Option<DateTime<Utc>> = Field::time().computed().label("Responded at", "首次响应时间").also(&["first response", "first response at"]),
        /// First response due.
        response_due: Option<DateTime<Utc>> = Field::time().computed().ruled().label("Response due", "响应期限"),
        resolved_at: Option<DateTime<Utc>> = Field::time().computed().label("Resolved at", "解决时间").also(&["resolved"]),
        resolution_due: Option<DateTime<Utc>> = Field::time().computed().ruled().label("Resolution due", "解决期限"),
        closed_at: Option<DateTime<Utc>> = Field::time().computed().label("Closed at", "关闭时间").also(&["closed"]),
        held_since: Option<DateTime<Utc>> = Field::time().computed().label("On hold since", "挂起时间"),
        held_state: Option<TicketState> = Field::choice(TicketState::CHOICES).computed().label("State before hold", "挂起前状态"),
        /// Level up to which breaches have escalated it by themselves: 0, 1 (response), 2 (resolution) as bits.
        breaches: i64 = Field::int().required().computed().default("0").label("Breaches", "超时标记"),
        reopened: i64 = Field::int().required().computed().default("0").label("Reopened times", "重开次数"),
        /// Who resolved it.
        resolved_by: Option<i64> = Field::reference(Kind::User).computed().label("Resolved by", "解决人"),
        /// Who checked the resolution (S1 and S2: not the resolver).
        checked_by: Option<i64> = Field::reference(Kind::User).computed().label("Checked by", "复核人"),
        /// Root cause, needed to close.
        root_cause: String = Field::note().label("Root cause", "根本原因"),
        /// What was done, needed to close.
        resolution: String = Field::note().label("Resolution", "处理结果"),
        /// What was agreed.
        agreed_terms: String = Field::note().label("Agreed terms", "协商条款"),
        /// The remedy of the playbook by which it was resolved, as its code.
        remedy: String = Field::text().computed().label("Remedy", "处置方案"),
        /// Its number in the desk that it came from; no two are the same.
        external: String = Field::text().listed().label("External number", "外部工单号").also(&["external", "external id", "issue key", "ticket key", "incident", "ref", "原工单号", "外部编号", "来源工单号"]),
        /// When its clocks stood in the desk that it came from: `from/to`, one after the other; the last may lack its end.
        holds: String = Field::note().computed().label("Holds elsewhere", "原挂起时段").also(&["holds", "pauses", "pending periods", "挂起时段", "暂停时段", "挂起记录"]),
        /// The version of the rules that gave its deadlines.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A partner's part in a ticket 当事方.
    pub struct TicketParty = Kind::TicketParty, "ticket_party", "ticket-parties", ("party", "当事方"), key ["ticket", "partner", "role"], kept by "ticket",
        conduct (Conduct::USUAL
            .import_writes(&[Kind::TicketParty])
            .since(Since::Logged)) {
        ticket: i64 = Field::reference(Kind::Ticket).required().listed().label("Ticket", "工单"),
        /// Who.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商"),
        role: PartyRole = Field::choice(PartyRole::CHOICES).required().listed().default("affected").label("Role", "角色"),
    }
}

/// What the form of a new ticket asks beside its fields: the partners in it by their role, as codes with commas. Each is
/// named by the code of its role.
pub static PARTIES: [Field; 3] = [
    Field::text().named("complainant").label("Complainants", "投诉方"),
    Field::text().named("respondent").label("Respondents", "被投诉方"),
    Field::text().named("affected").label("Affected", "受影响方"),
];

record! {
    /// What happened on a ticket 工单记录; only added to.
    pub struct TicketEvent = Kind::TicketEvent, "ticket_event", "ticket-events", ("ticket event", "工单记录"), key [], kept by "ticket", known by ["ticket", "at", "kind", "actor", "detail", "text", "evidence", "evidence_on", "amount"],
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Ticket, Kind::TicketEvent])
            .since(Since::Moment("at"))
            .brought_in_by(Role::HeadOffice)) {
        ticket: i64 = Field::reference(Kind::Ticket).required().listed().label("Ticket", "工单"),
        /// When.
        at: DateTime<Utc> = Field::time().required().listed().label("At", "时间"),
        /// Who; empty is the program itself.
        actor: Option<i64> = Field::reference(Kind::User).listed().label("By", "操作人"),
        kind: EventKind = Field::choice(EventKind::CHOICES).required().listed().label("Event", "事件"),
        /// State or level after it, a user's name, a reason code.
        detail: String = Field::text().listed().label("Detail", "明细"),
        /// Words.
        text: String = Field::note().listed().label("Text", "说明"),
        /// Who was told of an escalation, as accounts.
        told: Tags = Field::tags().computed().label("Told", "已通知"),
        /// Evidence: kind.
        evidence: Option<Evidence> = Field::choice(Evidence::CHOICES).label("Evidence", "证据类型"),
        /// Evidence: dated.
        evidence_on: Option<NaiveDate> = Field::date().label("Evidence date", "证据日期"),
        /// Evidence: amount.
        amount: Option<Money> = Field::money().label("Amount", "金额"),
    }
}

impl TicketEvent {
    /// Of a kind, without detail, words and evidence.
    #[must_use]
    pub fn new(ticket: i64, at: DateTime<Utc>, actor: Option<i64>, kind: EventKind) -> Self {
        Self {
            ticket,
            at,
            actor,
            kind,
            detail: String::new(),
            text: String::new(),
            told: Tags::default(),
            evidence: None,
            evidence_on: None,
            amount: None,
        }
    }
}
