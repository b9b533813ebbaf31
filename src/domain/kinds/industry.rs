//! What figures are on average in the trade (Conventions).

use chrono::NaiveDate;

use crate::domain::kinds::Role;
use crate::domain::record::{Conduct, Field, Kind, Since};
use crate::record;

record! {
    /// What a figure is on average in the trade, from a day on 行业均值 (Conventions).
    pub struct IndustryAverage = Kind::IndustryAverage, "industry_average", "industry-averages", ("industry average", "行业均值"), key ["figure", "channel_type", "from"],
        conduct (Conduct::USUAL
            .since(Since::Dated("from"))
            .import_writes(&[Kind::IndustryAverage])
            .needs(Role::HeadOffice)) {
        /// By its name in the catalogue of figures, such as `collection_rate`.
        figure: String = Field::text().required().listed().label("Figure", "指标").also(&["metric", "kpi", "指标名称"]),
        /// Of which partners; empty: of all whose type has none of its own.
        channel_type: Option<i64> = Field::reference(Kind::ChannelType).listed().label("Channel type", "渠道类型").also(&["type", "类型"]),
        /// It holds until the day of the next one.
        from: NaiveDate = Field::date().required().listed().label("From", "起始日").also(&["date", "since", "日期"]),
        /// In the unit of the figure: `85%`, `12.5` days, `1,200.00`.
        value: String = Field::text().required().listed().label("Value", "数值").also(&["average", "均值"]),
        /// Who says so, and of when.
        source: String = Field::text().required().listed().label("Source", "来源").also(&["出处"]),
        note: String = Field::note().label("Note", "备注"),
    }
}
