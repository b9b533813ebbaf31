//! What is decided by more than one: approvals and their steps, contracts, credit changes, expenses (S17).

use chrono::{DateTime, NaiveDate, Utc};

use super::Role;
use crate::domain::money::{Money, Rate};
use crate::domain::record::{Conduct, Elsewhere, Field, Kind, Since, Tags};
use crate::{choices, record};

choices! {
    /// How far the decision on a record is (S17); records of every approved kind carry it.
    pub enum Decision {
        Draft = "draft", "draft", "草稿";
        Pending = "pending", "waiting for approval", "审批中";
        Approved = "approved", "approved", "已批准";
        Rejected = "rejected", "rejected", "已驳回";
        Withdrawn = "withdrawn", "withdrawn", "已撤回";
    }
}

choices! {
    /// What is asked for in an approval; each names the kind of record that it is about.
    pub enum ApprovalSubject {
        Tier = "tier", "tier change", "等级变更";
        Screening = "screening", "screening exception", "准入例外";
        Credit = "credit", "credit change", "授信变更";
        Penalty = "penalty", "penalty", "违规处罚";
        Contract = "contract", "contract", "合同";
        Exit = "exit", "exit of a partner", "渠道退出";
        Expense = "expense", "expense", "费用";
        Policy = "policy", "policy change", "政策变更";
    }
}

choices! {
    /// How far an approval is.
    pub enum ApprovalState {
        Pending = "pending", "waiting", "待审批";
        Asked = "asked", "question to the requester", "待补充";
        Approved = "approved", "approved", "已批准";
        Rejected = "rejected", "rejected", "已驳回";
        Withdrawn = "withdrawn", "withdrawn", "已撤回";
    }
}

choices! {
    /// What was done on an approval.
    pub enum ApprovalAct {
        Request = "request", "asked for", "提交";
        Approve = "approve", "approved", "批准";
        Reject = "reject", "rejected", "驳回";
        Ask = "ask", "asked back", "询问";
        Answer = "answer", "answered", "答复";
        Withdraw = "withdraw", "withdrew", "撤回";
        Reopen = "reopen", "reopened by an edit", "修改后重审";
        Alone = "alone", "decided alone", "独自批准";
    }
}

choices! {
    /// What a credit change changes.
    pub enum CreditChangeKind {
        Terms = "terms", "limit and terms", "额度与账期";
        Override = "override", "one-time override", "临时放行";
    }
}

choices! {
    /// What money was spent on (S2).
    pub enum ExpenseKind {
        Development = "development", "development", "渠道开发";
        Travel = "travel", "travel", "差旅";
        Marketing = "marketing", "marketing", "市场推广";
        Training = "training", "training", "培训";
        Sample = "sample", "samples and displays", "样品陈列";
        Other = "other", "other", "其他";
    }
}

record! {
    /// Something that waits for, or got, the decision of others 审批 (S17).
    pub struct Approval = Kind::Approval, "approval", "approvals", ("approval", "审批"), key ["number"], kept by "approval", unnumbered ["subject", "record", "requested_at"],
        conduct (Conduct::USUAL
            .numbered("#", &["title"])
            .told_by("state")
            .since(Since::Moment("requested_at"))
            .undone(Since::Moment("decided_at"), Some("pending"), &["decided_at"])
            .elsewhere(Elsewhere::Always)
            .brought_in_by(Role::Admin)) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        /// What it is about.
        subject: ApprovalSubject = Field::choice(ApprovalSubject::CHOICES).required().listed().label("Subject", "事项"),
        /// The record that it is about: its id, in the kind that the subject names.
        record: i64 = Field::int().required().computed().label("Record", "记录"),
        /// Whose partner, for the regions of managers.
        partner: Option<i64> = Field::reference(Kind::Partner).listed().label("Partner", "渠道商"),
        /// What is asked for, in one line.
        title: String = Field::text().required().listed().label("Title", "标题"),
        /// What it is worth; decides how many steps there are.
        amount: Option<Money> = Field::ledger().listed().label("Amount", "金额"),
        /// Why.
        reason: String = Field::note().label("Reason", "理由"),
        /// The step that it waits for, from 1.
        step: i64 = Field::int().required().computed().default("1").label("Step", "当前步骤"),
        /// How many steps it takes.
        steps: i64 = Field::int().required().computed().default("1").label("Steps", "步骤数"),
        /// The least role that may decide the present step.
        needs: Role = Field::choice(Role::CHOICES).required().computed().listed().default("manager").label("Waits for", "待批角色"),
        /// The roles of all steps in order, as they were when it was asked for, with commas.
        path: String = Field::text().computed().ruled().label("Steps by role", "审批链"),
        /// How far.
        state: ApprovalState = Field::choice(ApprovalState::CHOICES).required().computed().listed().default("pending").label("State", "状态"),
        /// Who asked.
        requested_by: Option<i64> = Field::reference(Kind::User).computed().listed().label("Requested by", "申请人"),
        /// When.
        requested_at: Option<DateTime<Utc>> = Field::time().computed().listed().label("Requested at", "申请时间"),
        /// When the present step should be decided.
        due_at: Option<DateTime<Utc>> = Field::time().computed().listed().label("Due at", "审批时限"),
        /// When it was decided.
        decided_at: Option<DateTime<Utc>> = Field::time().computed().label("Decided at", "审批时间"),
        /// The guarded values as they were asked for, as JSON by field name in strict form: what is decided on is what was seen.
        snapshot: String = Field::note().computed().label("As asked for", "申请内容"),
        /// What was in force when it was approved, likewise.
        was: String = Field::note().computed().label("In force before", "审批前内容"),
        /// Whether a step of it went by who asked, because nobody else could decide it.
        alone: bool = Field::yes_no().required().computed().default("false").label("Alone", "独自批准"),
        /// The version of the rules that gave its steps.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// One step of an approval's history 审批记录.
    pub struct ApprovalEvent = Kind::ApprovalEvent, "approval_event", "approval-events", ("approval event", "审批记录"), key [], kept by "approval", known by ["approval", "at", "act", "step", "actor"],
        conduct (Conduct::USUAL
            .since(Since::Moment("at"))
            .brought_in_by(Role::Admin)) {
        approval: i64 = Field::reference(Kind::Approval).required().listed().label("Approval", "审批"),
        /// When.
        at: DateTime<Utc> = Field::time().required().listed().label("At", "时间"),
        /// Who; empty: the program.
        actor: Option<i64> = Field::reference(Kind::User).listed().label("By", "操作人"),
        /// For whom a delegate acted.
        on_behalf_of: Option<i64> = Field::reference(Kind::User).listed().label("On behalf of", "代理"),
        act: ApprovalAct = Field::choice(ApprovalAct::CHOICES).required().listed().label("Act", "操作"),
        /// At which step.
        step: i64 = Field::int().required().default("1").label("Step", "步骤"),
        /// In words.
        text: String = Field::note().listed().label("Text", "说明"),
    }
}

record! {
    /// A version of the organisation's rules 政策版本 (S17): policy, calendar and playbooks as one, in force or asked for.
    pub struct PolicyVersion = Kind::PolicyVersion, "policy_version", "policy-versions", ("policy version", "政策版本"), key ["number"], kept by "policy",
        conduct (Conduct::USUAL
            .numbered("v", &["title"])
            .told_by("state")
            .brought_in_by(Role::Admin)) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        /// First day on which it rules; empty: from the beginning, or while it is not decided from its decision on.
        from_day: Option<NaiveDate> = Field::date().computed().listed().guarded().label("From", "生效日期"),
        /// What it changes, in one line.
        title: String = Field::text().computed().listed().label("Change", "变更内容"),
        /// Why.
        reason: String = Field::note().computed().listed().label("Reason", "理由"),
        /// The version that it was made from; it comes into force only as long as that one is.
        base: Option<i64> = Field::reference(Kind::PolicyVersion).computed().label("Made from", "基于版本"),
        /// Who asked for it; empty: the program.
        proposed_by: Option<i64> = Field::reference(Kind::User).computed().listed().label("Proposed by", "提出人"),
        /// When.
        proposed_at: Option<DateTime<Utc>> = Field::time().computed().listed().label("Proposed at", "提出时间"),
        /// How far its approval is.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Approval", "审批状态"),
        /// When it was decided; of versions that rule on a day the one decided last counts.
        decided_at: Option<DateTime<Utc>> = Field::time().computed().label("Decided at", "审批时间"),
        /// Of its three texts.
        hash: String = Field::text().required().computed().guarded().label("Hash", "校验值"),
        /// The policy, as TOML.
        policy: String = Field::note().computed().label("Policy", "政策文本"),
        /// The organisation's own calendar of working days; empty: the one of the program that the policy names.
        calendar: String = Field::note().computed().label("Calendar", "工作日历文本"),
        /// The organisation's own remedies; empty: those of the program.
        playbooks: String = Field::note().computed().label("Playbooks", "处理方案文本"),
    }
}

record! {
    /// A contract with a partner 合同 (S17).
    pub struct Contract = Kind::Contract, "contract", "contracts", ("contract", "合同"), key ["number"],
        conduct (Conduct::USUAL
            .called("number", &["number"])
            .told_by("partner")
            .spans(&[("from_day", "to_day"), ("from_day", "ended_on")])
            .since(Since::Earliest("from_day", "signed_on"))
            .undone(Since::Day("ended_on"), None, &["ended_on"])
            .elsewhere(Elsewhere::By(&["state"]))) {
        number: String = Field::text().required().listed().guarded().label("Number", "合同编号").also(&["contract number", "contract no", "合同号"]),
        /// With whom.
        partner: i64 = Field::reference(Kind::Partner).required().listed().guarded().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        signed_on: Option<NaiveDate> = Field::date().guarded().label("Signed on", "签订日期"),
        /// First day.
        from_day: NaiveDate = Field::date().required().listed().guarded().label("From", "生效日期").also(&["start date", "valid from", "开始日期"]),
        /// Last day.
        to_day: NaiveDate = Field::date().required().listed().guarded().label("To", "到期日期").also(&["end date", "valid to", "结束日期", "截止日期"]),
        /// Days until an invoice is due.
        credit_days: Option<i64> = Field::int().unit("days", "天").at_least(0).listed().guarded().label("Credit term", "账期").also(&["credit term days", "账期天数"]),
        deduction_rate: Option<Rate> = Field::rate().listed().guarded().label("Deduction rate", "扣点"),
        /// Territories granted: region codes or names.
        territories: Tags = Field::tags().guarded().label("Territories", "授权区域"),
        /// Whether they are granted to nobody else.
        exclusive: bool = Field::yes_no().required().guarded().default("false").label("Exclusive", "独家"),
        /// Deposit that is to be held.
        deposit: Option<Money> = Field::money().at_least(0).guarded().label("Deposit agreed", "约定保证金"),
        /// Goods stay the vendor's until they are paid.
        retention_of_title: bool = Field::yes_no().required().guarded().default("false").section("Security", "担保与争议").label("Retention of title", "所有权保留"),
        /// What a credit insurance covers.
        insured: Option<Money> = Field::money().at_least(0).guarded().label("Credit insurance", "信用保险额"),
        /// Disputes may go to arbitration outside.
        arbitration: bool = Field::yes_no().required().listed().guarded().default("false").label("Arbitration clause", "仲裁条款"),
        /// Who arbitrates.
        arbitrator: String = Field::text().guarded().label("Arbitration body", "仲裁机构"),
        /// It goes on by itself unless somebody gives notice.
        auto_renew: bool = Field::yes_no().required().guarded().default("false").section("Renewal", "续约").label("Renews itself", "自动续约"),
        /// Days before the end by which notice is to be given.
        notice_days: Option<i64> = Field::int().unit("days", "天").at_least(0).guarded().label("Notice", "提前通知期"),
        renews: Option<i64> = Field::reference(Kind::Contract).guarded().label("Renews", "续签自"),
        /// Ended before its time.
        ended_on: Option<NaiveDate> = Field::date().label("Ended on", "终止日期"),
        /// Where the paper is.
        file: String = Field::text().guarded().label("File", "附件"),
        /// How far its approval is.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Approval", "审批状态"),
        notes: String = Field::note().guarded().label("Notes", "备注"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A change of a partner's credit, or a one-time override of the credit check 授信变更 (S8).
    pub struct CreditChange = Kind::CreditChange, "credit_change", "credit-changes", ("credit change", "授信变更"), key ["number"], unnumbered ["partner", "kind", "credit_limit", "credit_days", "deduction_rate", "amount", "until", "reason"],
        conduct (Conduct::USUAL
            .called("number", &["number"])
            .told_by("partner")
            .since(Since::Moment("effective_at"))
            .elsewhere(Elsewhere::By(&["state"]))) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        partner: i64 = Field::reference(Kind::Partner).required().listed().guarded().label("Partner", "渠道商").also(&["partner code", "渠道编码"]),
        /// What it changes.
        kind: CreditChangeKind = Field::choice(CreditChangeKind::CHOICES).required().listed().guarded().default("terms").label("Kind", "类别"),
        /// New limit; empty: as it is.
        credit_limit: Option<Money> = Field::money().at_least(0).listed().guarded().label("Credit limit", "信用额度"),
        /// New term; empty: as it is.
        credit_days: Option<i64> = Field::int().unit("days", "天").at_least(0).listed().guarded().label("Credit term", "账期"),
        /// New deduction rate; empty: as it is.
        deduction_rate: Option<Rate> = Field::rate().guarded().label("Deduction rate", "扣点"),
        /// Up to which amount a sale is let through (override).
        amount: Option<Money> = Field::money().at_least(0).listed().guarded().label("Up to amount", "放行金额"),
        /// Last day of an override.
        until: Option<NaiveDate> = Field::date().listed().guarded().label("Until", "有效期至"),
        /// Why.
        reason: String = Field::note().required().listed().guarded().label("Reason", "理由"),
        /// How far its approval is.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Approval", "审批状态"),
        /// When it came into force.
        effective_at: Option<DateTime<Utc>> = Field::time().computed().label("Effective at", "生效时间"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A request that a partner leaves 退出申请 (S1, S17), with what was open with it when it was asked for.
    pub struct PartnerExit = Kind::PartnerExit, "partner_exit", "exits", ("exit", "退出申请"), key ["number"], unnumbered ["partner", "reason"],
        conduct (Conduct::USUAL
            .called("number", &["number"])
            .told_by("partner")
            .since(Since::Moment("effective_at"))
            .elsewhere(Elsewhere::By(&["state"]))) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        /// Who leaves.
        partner: i64 = Field::reference(Kind::Partner).required().listed().guarded().label("Partner", "渠道商").also(&["partner code", "渠道编码"]),
        /// Why.
        reason: String = Field::note().required().listed().guarded().label("Reason", "理由"),
        /// What it owed.
        receivables: Option<Money> = Field::ledger().computed().listed().guarded().label("Receivables open", "未收应收"),
        /// Its tickets that were not resolved.
        tickets: Option<i64> = Field::int().computed().listed().guarded().label("Tickets open", "未结工单"),
        /// Deposit that was held.
        deposit: Option<Money> = Field::ledger().computed().guarded().label("Deposit held", "在押保证金"),
        satellites: Option<i64> = Field::int().computed().guarded().label("Satellites", "卫星经销商"),
        /// How far its approval is.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Approval", "审批状态"),
        /// When the partner left by it.
        effective_at: Option<DateTime<Utc>> = Field::time().computed().label("Effective at", "生效时间"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// Money spent on a partner or a project 费用 (S2, S17).
    pub struct Expense = Kind::Expense, "expense", "expenses", ("expense", "费用"), key ["number"], unnumbered ["on", "kind", "partner", "project", "amount"],
        conduct (Conduct::USUAL
            .called("number", &["number"])
            .told_by("project")
            .since(Since::Day("on"))
            .elsewhere(Elsewhere::By(&["state"]))) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        on: NaiveDate = Field::date().required().listed().guarded().label("Date", "日期").also(&["day"]),
        kind: ExpenseKind = Field::choice(ExpenseKind::CHOICES).required().listed().guarded().default("development").label("Kind", "类别"),
        /// For which partner; empty: a project.
        partner: Option<i64> = Field::reference(Kind::Partner).listed().guarded().label("Partner", "渠道商").also(&["partner code", "渠道编码"]),
        project: String = Field::text().listed().guarded().label("Project", "项目"),
        /// How much.
        amount: Money = Field::money().required().listed().guarded().at_least(0).label("Amount", "金额"),
        /// What it was for.
        purpose: String = Field::note().guarded().label("Purpose", "用途"),
        /// How far its approval is.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Approval", "审批状态"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}
