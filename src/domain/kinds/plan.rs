//! What is to be done: tasks, tier changes and alerts (S6, S11, S13).

use chrono::{DateTime, NaiveDate, Utc};

pub use crate::domain::alert::AlertRule;
use crate::domain::kinds::register::Role;
use crate::domain::record::{Conduct, Elsewhere, Field, Home, Kind, Since};
use crate::{choices, record};

choices! {
    pub enum TaskKind {
        Visit = "visit", "visit", "拜访";
        Contact = "contact", "contact", "联络";
        Training = "training", "training", "培训";
        MarketingPlan = "marketing_plan", "marketing plan", "营销计划";
        BusinessReview = "business_review", "business review", "业务复盘";
        Checkpoint = "checkpoint", "improvement checkpoint", "改善检查";
        Audit = "audit", "audit", "专项审计";
        CreditReview = "credit_review", "credit review", "信用评估";
        BackupReview = "backup_review", "backup review", "备用评估";
        Renewal = "renewal", "contract renewal", "合同续签";
        Campaign = "campaign", "campaign", "营销活动";
        Meeting = "meeting", "joint meeting", "联席会议";
        FollowUp = "follow_up", "follow-up", "跟进";
    }
}

choices! {
    /// Where a task stands.
    pub enum TaskState {
        Open = "open", "open", "待办";
        Done = "done", "done", "完成";
        Skipped = "skipped", "skipped", "跳过";
    }
}

choices! {
    /// A partner's class 渠道等级 (S6).
    pub enum Tier {
        Strategic = "strategic", "Strategic", "战略级";
        Growth = "growth", "Growth", "成长级";
        Watch = "watch", "Watch", "观察级";
        Probation = "probation", "Probation", "试用期";
    }
}

choices! {
    /// What a review or a person proposes.
    pub enum TierMove {
        Stay = "stay", "stay", "保持";
        Promote = "promote", "promote", "晋级";
        Demote = "demote", "demote", "降级";
        Veto = "veto", "veto", "一票否决";
    }
}

choices! {
    /// How far a tier change has come.
    pub enum TierChangeState {
        Proposed = "proposed", "proposed", "待审批";
        Approved = "approved", "approved", "已批准";
        Rejected = "rejected", "rejected", "已驳回";
        Withdrawn = "withdrawn", "withdrawn", "已撤回";
    }
}

choices! {
    /// How serious a warning is.
    pub enum AlertSeverity {
        Critical = "critical", "critical", "严重";
        Warning = "warning", "warning", "预警";
        Info = "info", "info", "提示";
    }
}

impl AlertSeverity {
    /// Its place, the most serious first.
    #[must_use]
    pub const fn place(self) -> usize {
        match self {
            Self::Critical => 0,
            Self::Warning => 1,
            Self::Info => 2,
        }
    }
}

choices! {
    /// What was done about a warning.
    pub enum AlertState {
        Open = "open", "open", "未处理";
        Acknowledged = "acknowledged", "acknowledged", "已确认";
        Snoozed = "snoozed", "snoozed", "已推迟";
        Cleared = "cleared", "cleared", "已解除";
    }
}

record! {
    /// A planned activity 维护任务 (S11).
    pub struct Task = Kind::Task, "task", "tasks", ("task", "任务"), key ["series", "period", "partner"], kept by "import" form,
        conduct (Conduct::USUAL
            .assigned()
            .called("title", &["title"])
            .told_by("state")
            .since(Since::Day("due_on"))
            .undone(Since::Moment("done_at"), Some("open"), &["done_at", "findings", "reason"])
            .elsewhere(Elsewhere::By(&["state"]))
            .home(Home::Calendar)) {
        kind: TaskKind = Field::choice(TaskKind::CHOICES).required().listed().default("visit").label("Kind", "类别").also(&["type", "类型"]),
        /// One line.
        title: String = Field::text().required().listed().label("Title", "标题").also(&["subject", "主题"]),
        /// For whom; empty is the whole network.
        partner: Option<i64> = Field::reference(Kind::Partner).listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        /// Who does it.
        owner: Option<i64> = Field::reference(Kind::User).listed().label("Owner", "负责人").also(&["assignee"]),
        /// To be done on.
        due_on: NaiveDate = Field::date().required().listed().label("Due on", "计划日期").also(&["date", "due date", "日期"]),
        /// Where it stands.
        state: TaskState = Field::choice(TaskState::CHOICES).required().listed().default("open").label("State", "状态").also(&["status"]),
        /// Lines to go through, `[ ] text` or `[x] text`.
        checklist: String = Field::note().label("Checklist", "检查清单"),
        /// What was found.
        findings: String = Field::note().label("Findings", "发现"),
        /// Why it was moved or skipped.
        reason: String = Field::text().label("Reason", "原因"),
        /// The rule of the plan that made it; empty: by hand.
        series: String = Field::text().computed().ruled().label("Series", "计划规则"),
        /// The rule's period (2025-03), so that a moved one isn't planned again.
        period: String = Field::text().computed().label("Period", "周期"),
        /// Done or skipped at.
        done_at: Option<DateTime<Utc>> = Field::time().computed().label("Done at", "完成时间"),
        /// The ticket it follows up.
        ticket: Option<i64> = Field::reference(Kind::Ticket).label("Ticket", "工单"),
        /// The alert it answers.
        alert: Option<i64> = Field::reference(Kind::Alert).computed().label("Alert", "预警"),
        /// The joint meeting that it is, or that it follows from.
        meeting: Option<i64> = Field::reference(Kind::Meeting).label("Meeting", "会议"),
        /// The version of the rules that gave it, where the plan made it.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

impl Task {
    /// An open one, for nobody yet.
    #[must_use]
    pub fn new(kind: TaskKind, title: impl Into<String>, due_on: NaiveDate) -> Self {
        Self {
            brought_in: false,
            kind,
            title: title.into(),
            partner: None,
            owner: None,
            due_on,
            state: TaskState::Open,
            checklist: String::new(),
            findings: String::new(),
            reason: String::new(),
            series: String::new(),
            period: String::new(),
            done_at: None,
            ticket: None,
            alert: None,
            meeting: None,
            policy_version: None,
        }
    }
}

record! {
    /// A change of tier, proposed or in force 等级变更 (S6).
    pub struct TierChange = Kind::TierChange, "tier_change", "tier-changes", ("tier change", "等级变更"), key [], kept by "tier", known by ["partner", "proposed_at", "to_tier", "movement"],
        conduct (Conduct::USUAL
            .since(Since::Moment("proposed_at"))
            .undone(Since::Moment("decided_at"), Some("proposed"), &["decided_by", "decided_at", "effective_on"])
            .elsewhere(Elsewhere::Always)
            .brought_in_by(Role::HeadOffice)
            .home(Home::Tiers)) {
        partner: i64 = Field::reference(Kind::Partner).required().listed().guarded().label("Partner", "渠道商"),
        from_tier: Option<Tier> = Field::choice(Tier::CHOICES).listed().guarded().label("From", "原等级"),
        to_tier: Tier = Field::choice(Tier::CHOICES).required().listed().guarded().ruled().label("To", "新等级"),
        movement: TierMove = Field::choice(TierMove::CHOICES).required().listed().ruled().label("Move", "变动"),
        /// The score it stands on, in 1/100 points.
        score: Option<i64> = Field::points().listed().ruled().label("Score", "得分"),
        /// Why.
        reason: String = Field::note().required().listed().label("Reason", "理由"),
        /// How far.
        state: TierChangeState = Field::choice(TierChangeState::CHOICES).required().computed().listed().default("proposed").label("State", "状态"),
        /// Who asked.
        proposed_by: Option<i64> = Field::reference(Kind::User).computed().listed().label("Proposed by", "提出人"),
        /// When.
        proposed_at: Option<DateTime<Utc>> = Field::time().computed().label("Proposed at", "提出时间"),
        /// Who decided.
        decided_by: Option<i64> = Field::reference(Kind::User).computed().label("Decided by", "审批人"),
        /// When.
        decided_at: Option<DateTime<Utc>> = Field::time().computed().label("Decided at", "审批时间"),
        /// In force from.
        effective_on: Option<NaiveDate> = Field::date().computed().listed().label("Effective on", "生效日期"),
        /// The version of the rules that gave tier and score.
        policy_version: Option<i64> = Field::policy_version(),
        /// A review proposed it, and no person: the next review replaces it as long as nobody has decided.
        by_review: bool = Field::yes_no().required().computed().default("false").label("By review", "由评审提出"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A warning that a rule gave 预警 (S13). One that persists stays one.
    pub struct Alert = Kind::Alert, "alert", "alerts", ("alert", "预警"), key ["partner", "rule", "first_seen"], kept by "today",
        conduct (Conduct::USUAL
            .spans(&[("first_seen", "last_seen")])
            .since(Since::Day("first_seen"))
            .elsewhere(Elsewhere::Always)
            .brought_in_by(Role::HeadOffice)) {
        /// About whom.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商"),
        rule: AlertRule = Field::choice(AlertRule::CHOICES).required().listed().label("Rule", "规则"),
        /// How serious.
        severity: AlertSeverity = Field::choice(AlertSeverity::CHOICES).required().listed().ruled().label("Severity", "级别"),
        /// The figure, in the rule's own unit (days, basis points, 1/10,000 of the currency).
        value: Option<i64> = Field::int().listed().ruled().label("Value", "数值"),
        /// What it is measured against, in the same unit.
        bound: Option<i64> = Field::int().listed().ruled().label("Limit", "阈值"),
        first_seen: NaiveDate = Field::date().required().listed().label("First seen", "首次出现"),
        last_seen: NaiveDate = Field::date().required().listed().label("Last seen", "最近出现"),
        /// What was done about it.
        state: AlertState = Field::choice(AlertState::CHOICES).required().listed().default("open").label("State", "状态"),
        /// Quiet until.
        snoozed_until: Option<NaiveDate> = Field::date().label("Snoozed until", "推迟至"),
        /// Who acknowledged it.
        acknowledged_by: Option<i64> = Field::reference(Kind::User).label("Acknowledged by", "确认人"),
        /// Who sees to it; empty: the partner's owner.
        assignee: Option<i64> = Field::reference(Kind::User).listed().label("Assigned to", "指派给"),
        /// Why it was acknowledged or put off.
        reason: String = Field::text().label("Reason", "原因"),
        /// The figure when it was acknowledged or put off: it comes back when that has become clearly worse.
        noted: Option<i64> = Field::int().computed().label("Value when acknowledged", "确认时数值"),
        /// When it turned to the other side of what is usual: one that was too high is too low since, or the other way round.
        turned_on: Option<NaiveDate> = Field::date().computed().label("Turned on", "转向日期"),
        /// When it held again after it had been in order for a while: it is the same one, with what was done about it.
        back_on: Option<NaiveDate> = Field::date().computed().label("Back on", "再现日期"),
        /// The version of the rules that gave severity and limit.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}
