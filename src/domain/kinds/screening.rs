//! What a new channel is judged by before it is taken on (S3).

use chrono::NaiveDate;

use crate::domain::money::Rate;
use crate::domain::record::{Conduct, Elsewhere, Field, Kind, Since};
use crate::{choices, record};

use super::Decision;

choices! {
    /// How far the partner's customers are ours 客群匹配度 (S3).
    pub enum AudienceMatch {
        APlus = "A+", "A+", "A+";
        A = "A", "A", "A";
        BPlus = "B+", "B+", "B+";
        B = "B", "B", "B";
        C = "C", "C", "C";
        D = "D", "D", "D";
    }
}

choices! {
    /// What a screening came to.
    pub enum ScreeningResult {
        Pass = "pass", "pass", "通过";
        Conditional = "conditional", "conditional", "有条件通过";
        Fail = "fail", "fail", "不通过";
        Stopped = "stopped", "stopped by a red line", "触发红线";
    }
}

record! {
    /// The assessment of a channel before it is taken on 新渠道评估 (S3): sub-items from 0 to 100, with notes.
    pub struct Screening = Kind::Screening, "screening", "screenings", ("screening", "准入评估"), key ["partner", "on"],
        conduct (Conduct::USUAL
            .since(Since::Day("on"))
            .elsewhere(Elsewhere::By(&["state"]))) {
        /// Who is judged.
        partner: i64 = Field::reference(Kind::Partner).required().listed().guarded().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        on: NaiveDate = Field::date().required().listed().guarded().label("Date", "评估日期").also(&["day", "日期"]),
        /// Who judges.
        assessor: Option<i64> = Field::reference(Kind::User).listed().label("Assessor", "评估人"),
        credit_days: Option<i64> = Field::int().unit("days", "天").at_least(0).guarded().label("Credit term asked", "要求账期"),
        deduction_rate: Option<Rate> = Field::rate().guarded().label("Deduction rate asked", "要求扣点"),
        /// Licences and legal standing.
        licences: Option<i64> = Field::int().between(0, 100).section("Basic qualification", "基础资质").label("Licences", "证照资质"),
        /// On what that stands.
        licences_note: String = Field::text().label("Licences: note", "证照资质说明"),
        /// Capital and turnover.
        finances: Option<i64> = Field::int().between(0, 100).label("Finances", "资金实力"),
        /// On what that stands.
        finances_note: String = Field::text().label("Finances: note", "资金实力说明"),
        warehouse: Option<i64> = Field::int().between(0, 100).label("Warehouse and logistics", "仓储物流"),
        /// On what that stands.
        warehouse_note: String = Field::text().label("Warehouse and logistics: note", "仓储物流说明"),
        /// People who sell and serve.
        team: Option<i64> = Field::int().between(0, 100).label("Team", "团队规模"),
        /// On what that stands.
        team_note: String = Field::text().label("Team: note", "团队规模说明"),
        /// How far its customers are ours; counts within synergy.
        audience_match: Option<AudienceMatch> = Field::choice(AudienceMatch::CHOICES).listed().section("Synergy potential", "协同潜力").label("Audience match", "客群匹配度"),
        /// Outlets and areas that we lack.
        coverage_fit: Option<i64> = Field::int().between(0, 100).label("Coverage fit", "渠道互补"),
        /// On what that stands.
        coverage_fit_note: String = Field::text().label("Coverage fit: note", "渠道互补说明"),
        /// How our lines go with theirs.
        product_fit: Option<i64> = Field::int().between(0, 100).label("Product fit", "品类契合"),
        /// On what that stands.
        product_fit_note: String = Field::text().label("Product fit: note", "品类契合说明"),
        /// Systems, online selling, data.
        digital: Option<i64> = Field::int().between(0, 100).label("Digital capability", "数字化能力"),
        /// On what that stands.
        digital_note: String = Field::text().label("Digital capability: note", "数字化能力说明"),
        /// Means and will to invest with us.
        willingness: Option<i64> = Field::int().between(0, 100).label("Willingness", "合作意愿"),
        /// On what that stands.
        willingness_note: String = Field::text().label("Willingness: note", "合作意愿说明"),
        /// Payment record with others; 100 is no risk.
        credit_record: Option<i64> = Field::int().between(0, 100).section("Risk", "风险评估").label("Credit record", "信用记录"),
        /// On what that stands.
        credit_record_note: String = Field::text().label("Credit record: note", "信用记录说明"),
        /// Suits and penalties; 100 is none.
        litigation: Option<i64> = Field::int().between(0, 100).label("Litigation", "涉诉与处罚"),
        /// On what that stands.
        litigation_note: String = Field::text().label("Litigation: note", "涉诉与处罚说明"),
        /// Dependence on rivals; 100 is none.
        rivals: Option<i64> = Field::int().between(0, 100).label("Competing brands", "竞品依赖"),
        /// On what that stands.
        rivals_note: String = Field::text().label("Competing brands: note", "竞品依赖说明"),
        /// Keeps to price policies; 100 always.
        price_discipline: Option<i64> = Field::int().between(0, 100).label("Price discipline", "价格管控"),
        /// On what that stands.
        price_discipline_note: String = Field::text().label("Price discipline: note", "价格管控说明"),
        /// What the assessor makes of it.
        remarks: String = Field::note().section("Outcome", "结论").label("Remarks", "评语"),
        /// Why an exception from a red line is asked for.
        exception_reason: String = Field::note().label("Reason for an exception", "例外理由"),
        qualification: Option<i64> = Field::points().computed().ruled().label("Basic qualification", "基础资质"),
        synergy: Option<i64> = Field::points().computed().ruled().label("Synergy potential", "协同潜力"),
        /// Risk, 1/100 points; 100 is none.
        risk: Option<i64> = Field::points().computed().ruled().label("Risk", "风险评估"),
        /// Weighted, 1/100 points.
        score: Option<i64> = Field::points().computed().listed().ruled().label("Score", "总分"),
        /// What it came to.
        result: Option<ScreeningResult> = Field::choice(ScreeningResult::CHOICES).computed().listed().ruled().label("Result", "结果"),
        /// How far the approval of an exception is; draft: none was asked for.
        state: Decision = Field::choice(Decision::CHOICES).required().computed().listed().default("draft").label("Exception", "例外审批"),
        /// The version of the rules that gave scores and result.
        policy_version: Option<i64> = Field::policy_version(),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}
