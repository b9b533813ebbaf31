//! How content partners are (S5).

use chrono::NaiveDate;

use crate::domain::record::{Conduct, Field, Kind, Since};
use crate::{choices, record};

choices! {
    /// On what occasion a partner was asked.
    pub enum Occasion {
        Survey = "survey", "survey", "问卷";
        Ticket = "ticket", "ticket closed", "工单关闭";
        Visit = "visit", "visit", "拜访";
    }
}

record! {
    /// How content a partner is, from 1 (not at all) to 5 (very) 客户满意度 (S5).
    pub struct Satisfaction = Kind::Satisfaction, "satisfaction_answer", "satisfaction-answers", ("satisfaction answer", "满意度评价"), key ["partner", "on", "occasion", "ticket", "respondent"],
        conduct (Conduct::USUAL
            .since(Since::Day("on"))
            .told_apart("respondent")
            .import_writes(&[Kind::Satisfaction])) {
        /// Who was asked.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        /// When.
        on: NaiveDate = Field::date().required().listed().label("Date", "日期").also(&["day", "评价日期", "调查日期"]),
        occasion: Occasion = Field::choice(Occasion::CHOICES).required().listed().default("survey").label("Occasion", "场合").also(&["source", "来源"]),
        /// The ticket whose handling was asked about.
        ticket: Option<i64> = Field::reference(Kind::Ticket).listed().label("Ticket", "工单").also(&["ticket number", "工单号"]),
        /// Who answered.
        respondent: String = Field::text().listed().label("Respondent", "评价人").also(&["contact", "respondent name", "联系人"]),
        /// 1 to 5.
        score: i64 = Field::int().between(1, 5).required().listed().label("Score", "评分").also(&["rating", "satisfaction", "满意度", "得分"]),
        /// In their words.
        comment: String = Field::note().label("Comment", "意见").also(&["remark", "备注", "反馈"]),
    }
}
