//! Whom to trust with what: 5C assessments, violations and deposits, audits, training, backups (S8).

use chrono::NaiveDate;

use crate::domain::credit::Light;
use crate::domain::money::Money;
use crate::domain::record::{Conduct, Elsewhere, Field, Kind, Since};
use crate::{choices, record};

use super::Decision;

choices! {
    /// What a partner did wrong (S8).
    pub enum ViolationKind {
        Diversion = "diversion", "diversion", "窜货";
        Dumping = "dumping", "dumping", "低价倾销";
        PriceBreach = "price_breach", "price breach", "违反价格政策";
        FalseClaim = "false_claim", "false claim", "虚假申报";
        Other = "other", "other", "其他";
    }
}

choices! {
    /// What moved a deposit.
    pub enum DepositMove {
        Opening = "opening", "opening balance", "期初余额";
        PaidIn = "paid_in", "paid in", "缴纳";
        Deduction = "deduction", "deduction", "扣罚";
        Refund = "refund", "refund", "退还";
        Correction = "correction", "correction", "更正";
    }
}

choices! {
    /// What a quarterly audit looks at.
    pub enum AuditSubject {
        Rebates = "rebates", "rebate payments", "返利兑付";
        Promotion = "promotion", "use of promotion funds", "促销费用使用";
        Service = "service", "service terms", "服务条款履行";
    }
}

choices! {
    /// What a training is about (S10).
    pub enum TrainingKind {
        Compliance = "compliance", "compliance", "合规";
        Product = "product", "product", "产品知识";
        Selling = "selling", "selling", "销售技巧";
        Digital = "digital", "digital tools", "数字化工具";
        Leadership = "leadership", "leadership", "领导力";
    }
}

record! {
    /// A 5C assessment of a partner's credit 信用评估 (S8): each of the five from 0 to 100, with its evidence.
    pub struct CreditAssessment = Kind::CreditAssessment, "credit_assessment", "credit-assessments", ("credit assessment", "信用评估"), key ["partner", "on"],
        conduct (Conduct::USUAL
            .since(Since::Day("on"))) {
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        on: NaiveDate = Field::date().required().listed().label("Date", "评估日期").also(&["day", "日期"]),
        /// Who assessed.
        assessor: Option<i64> = Field::reference(Kind::User).listed().label("Assessor", "评估人"),
        /// Integrity and history.
        character: Option<i64> = Field::int().between(0, 100).section("5C", "5C 评估").label("Character", "品德"),
        /// On what that stands.
        character_evidence: String = Field::text().label("Character: evidence", "品德依据"),
        /// Ability to pay.
        capacity: Option<i64> = Field::int().between(0, 100).label("Capacity", "能力"),
        /// On what that stands.
        capacity_evidence: String = Field::text().label("Capacity: evidence", "能力依据"),
        /// Own means.
        capital: Option<i64> = Field::int().between(0, 100).label("Capital", "资本"),
        /// On what that stands.
        capital_evidence: String = Field::text().label("Capital: evidence", "资本依据"),
        /// Security.
        collateral: Option<i64> = Field::int().between(0, 100).label("Collateral", "抵押"),
        /// On what that stands.
        collateral_evidence: String = Field::text().label("Collateral: evidence", "抵押依据"),
        /// Market and trade.
        conditions: Option<i64> = Field::int().between(0, 100).label("Conditions", "环境"),
        /// On what that stands.
        conditions_evidence: String = Field::text().label("Conditions: evidence", "环境依据"),
        /// Points added or taken for the industry's cycle.
        cycle: Option<i64> = Field::int().between(-20, 20).section("Adjustment", "调整").label("Cycle adjustment", "行业周期调整"),
        /// Why.
        remarks: String = Field::note().label("Remarks", "说明"),
        /// What it came to on its day, 1/100 points.
        score: Option<i64> = Field::points().computed().listed().ruled().label("Score", "得分"),
        /// The light that it gave on its day.
        light: Option<Light> = Field::choice(Light::CHOICES).computed().listed().ruled().label("Light", "风险灯"),
        /// The version of the rules that gave score and light.
        policy_version: Option<i64> = Field::policy_version(),
    }
}

record! {
    /// Something a partner did against the rules 违规 (S8). Its points count for twelve months.
    pub struct Violation = Kind::Violation, "violation", "violations", ("violation", "违规"), key ["number"], unnumbered ["partner", "kind", "on", "amount"],
        conduct (Conduct::USUAL
            .called("number", &["number"])
            .told_by("partner")
            .since(Since::Day("on"))
            .elsewhere(Elsewhere::By(&["state"]))) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        /// Who.
        partner: i64 = Field::reference(Kind::Partner).required().listed().guarded().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        kind: ViolationKind = Field::choice(ViolationKind::CHOICES).required().listed().guarded().default("diversion").label("Kind", "违规类型"),
        /// When it was done.
        on: NaiveDate = Field::date().required().listed().guarded().label("Date", "日期").also(&["day"]),
        /// What it was worth.
        amount: Option<Money> = Field::money().at_least(0).listed().guarded().label("Amount", "涉及金额"),
        /// What proves it.
        evidence: String = Field::note().guarded().label("Evidence", "证据"),
        /// Penalty points; empty: by kind from the policy.
        points: Option<i64> = Field::int().between(0, 100).listed().guarded().ruled().label("Points", "扣分"),
        /// What is taken from the deposit; empty: by kind from the policy.
        deduction: Option<Money> = Field::ledger().at_least(0).listed().guarded().ruled().label("Deposit deduction", "扣保证金"),
        /// The ticket in which it was found.
        ticket: Option<i64> = Field::reference(Kind::Ticket).label("Ticket", "工单"),
        /// How far its approval is; approved: confirmed.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Approval", "审批状态"),
        /// The version of the rules that gave points and deduction.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A movement of a partner's deposit 保证金流水 (S8). The ledger is only added to.
    pub struct DepositEntry = Kind::DepositEntry, "deposit_entry", "deposit-entries", ("deposit entry", "保证金流水"), key ["number"], unnumbered ["partner", "on", "kind", "amount", "note"],
        conduct (Conduct::USUAL
            .called("number", &["number"])
            .told_by("partner")
            .since(Since::Day("on"))
            .elsewhere(Elsewhere::By(&["kind"]))) {
        /// What people call it.
        number: Option<i64> = Field::int().computed().listed().label("No.", "编号"),
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        on: NaiveDate = Field::date().required().listed().label("Date", "日期").also(&["day"]),
        /// What it was.
        kind: DepositMove = Field::choice(DepositMove::CHOICES).required().listed().default("paid_in").label("Kind", "类别"),
        /// Added to the balance; below 0: taken from it.
        amount: Money = Field::ledger().required().listed().label("Amount", "金额"),
        violation: Option<i64> = Field::reference(Kind::Violation).label("Violation", "违规"),
        /// The entry that it takes back; each is taken back once at most.
        reverses: Option<i64> = Field::reference(Kind::DepositEntry).label("Reverses", "冲销"),
        /// Notes.
        note: String = Field::text().listed().label("Note", "备注"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A quarterly audit of a partner 专项审计 (S8).
    pub struct ChannelAudit = Kind::ChannelAudit, "channel_audit", "channel-audits", ("audit", "专项审计"), key ["partner", "subject", "on"],
        conduct (Conduct::USUAL
            .spans(&[("on", "due_on"), ("on", "closed_on")])
            .since(Since::Day("on"))
            .undone(Since::Day("closed_on"), None, &["closed_on"])) {
        /// Who was audited.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        /// What was looked at.
        subject: AuditSubject = Field::choice(AuditSubject::CHOICES).required().listed().label("Subject", "审计内容"),
        on: NaiveDate = Field::date().required().listed().label("Date", "日期").also(&["day"]),
        /// Who audited.
        auditor: Option<i64> = Field::reference(Kind::User).listed().label("Auditor", "审计人"),
        score: i64 = Field::int().required().between(0, 100).listed().label("Score", "得分"),
        /// What was found.
        findings: String = Field::note().label("Findings", "发现"),
        /// What is to be done.
        actions: String = Field::note().label("Actions", "整改措施"),
        /// By when.
        due_on: Option<NaiveDate> = Field::date().listed().label("Due on", "整改期限"),
        /// Done on.
        closed_on: Option<NaiveDate> = Field::date().listed().label("Closed on", "整改完成"),
    }
}

record! {
    /// A training that people of a partner took 培训 (S8, S10).
    pub struct Training = Kind::Training, "training", "trainings", ("training", "培训"), key ["partner", "kind", "on"],
        conduct (Conduct::USUAL
            .since(Since::Day("on"))) {
        /// Whose people.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        /// What about.
        kind: TrainingKind = Field::choice(TrainingKind::CHOICES).required().listed().default("compliance").label("Kind", "类别"),
        on: NaiveDate = Field::date().required().listed().label("Date", "日期").also(&["day"]),
        /// What it was called.
        title: String = Field::text().listed().label("Title", "课程"),
        /// Who had to.
        invited: Option<i64> = Field::int().at_least(0).listed().label("Invited", "应到人数"),
        /// Who finished it.
        completed: i64 = Field::int().required().at_least(0).listed().label("Completed", "完成人数"),
    }
}

record! {
    /// An assessment of a partner that could step in for another 备用评估 (S8); due every six months.
    pub struct BackupAssessment = Kind::BackupAssessment, "backup_assessment", "backup-assessments", ("backup assessment", "备用评估"), key ["partner", "on"],
        conduct (Conduct::USUAL
            .since(Since::Day("on"))) {
        /// Who could.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        on: NaiveDate = Field::date().required().listed().label("Date", "评估日期").also(&["day", "日期"]),
        /// Who assessed.
        assessor: Option<i64> = Field::reference(Kind::User).label("Assessor", "评估人"),
        /// What it could sell in a month.
        capacity: Money = Field::money().required().at_least(0).listed().label("Capacity a month", "月承接能力"),
        /// Regions that it could serve beside its own.
        regions: crate::domain::record::Tags = Field::tags().listed().label("Further regions", "可覆盖区域"),
        /// How long it takes.
        lead_days: Option<i64> = Field::int().unit("days", "天").at_least(0).listed().label("Lead time", "启动周期"),
        score: Option<i64> = Field::int().between(0, 100).listed().label("Score", "得分"),
        notes: String = Field::note().label("Notes", "备注"),
    }
}
