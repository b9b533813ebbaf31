//! Figures: sales, targets, invoices, payments and stock (S4, S8, S18).

use chrono::NaiveDate;

use crate::domain::kinds::register::Role;
use crate::domain::money::Money;
use crate::domain::record::{Conduct, Field, Kind, Since};
use crate::{choices, record};

const PARTNER: Field = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&[
    "partner code",
    "dealer code",
    "customer",
    "customer id",
    "渠道编码",
    "客户编码",
    "客户 id",
    "经销商编码",
]);

record! {
    /// Sales of a partner on a day, by document, product line and SKU 销售 (S4).
    ///
    /// Any grain comes in: a line of an order, a day's or a week's sum. With a `document` the number of orders is
    /// the number of documents; without one it is `orders` as given.
    pub struct Sale = Kind::Sale, "sale", "sales", ("sale", "销售"), key ["partner", "day", "document", "line", "sku"], kept by "import",
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Sale])
            .of_days("day", "day")) {
        /// Who bought.
        partner: i64 = PARTNER,
        /// When.
        day: NaiveDate = Field::date().required().listed().label("Date", "日期").also(&["order date", "week", "订单日期", "销售日期"]),
        document: String = Field::text().listed().label("Document", "单据号").also(&["order", "order id", "order number", "订单 id", "订单号"]),
        line: Option<i64> = Field::reference(Kind::ProductLine).listed().label("Product line", "产品线").also(&["category", "类别"]),
        /// Stock-keeping unit.
        sku: Option<i64> = Field::reference(Kind::Sku).label("SKU", "货号").also(&["product", "product id", "产品 id"]),
        /// Where it was sold, if not the partner's region.
        region: Option<i64> = Field::reference(Kind::Region).label("Region", "区域").also(&["territory", "地区"]),
        /// Who sold it, if not the partner's owner.
        owner: Option<i64> = Field::reference(Kind::User).label("Salesperson", "销售人员").also(&["employee"]),
        /// Number of orders, where no document tells.
        orders: i64 = Field::int().at_least(0).required().listed().default("1").label("Orders", "订单数").also(&["order count"]),
        /// Pieces.
        quantity: i64 = Field::int().required().listed().default("0").label("Quantity", "数量").also(&["qty", "units", "销量"]),
        /// Net amount before returns.
        net_amount: Money = Field::ledger().required().listed().label("Net amount", "销售额").also(&["amount", "sales", "sales amount", "金额", "净额"]),
        returns: Money = Field::ledger().required().listed().default("0").label("Returns", "退货额").also(&["returned amount"]),
        cost: Money = Field::ledger().required().default("0").label("Cost of goods", "成本").also(&["cost", "cogs"]),
        commission: Money = Field::ledger().required().default("0").label("Platform commission", "平台佣金"),
        advertising: Money = Field::ledger().required().default("0").label("Advertising", "广告费"),
        logistics: Money = Field::ledger().required().default("0").label("Logistics", "物流费").also(&["freight"]),
        promotion: Money = Field::ledger().required().default("0").label("Promotion", "促销费"),
        /// Pieces sold out to consumers.
        sellout: i64 = Field::int().required().default("0").label("Sell-out", "动销数量").also(&["sell out quantity", "动销"]),
    }
}

choices! {
    pub enum TargetScope {
        Partner = "partner", "partner", "渠道商";
        Region = "region", "region", "区域";
        ChannelType = "channel_type", "channel type", "渠道类型";
        Owner = "owner", "owner", "负责人";
        Network = "network", "network", "全网";
    }
}

impl TargetScope {
    /// The kind of record that a subject is; `None`: the network, which has none.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Partner => Some(Kind::Partner),
            Self::Region => Some(Kind::Region),
            Self::ChannelType => Some(Kind::ChannelType),
            Self::Owner => Some(Kind::User),
            Self::Network => None,
        }
    }
}

record! {
    /// A sales target over a span of days 销售目标 (S4).
    pub struct Target = Kind::Target, "target", "targets", ("target", "目标"), key ["scope", "subject", "from_day", "line"],
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Target])
            .spans(&[("from_day", "to_day")])
            .of_days("from_day", "to_day")
            .groups(&["scope", "subject", "from_day", "to_day", "line", "amount"])
            .needs(Role::Manager)) {
        scope: TargetScope = Field::choice(TargetScope::CHOICES).required().listed().default("partner").label("Scope", "范围"),
        /// The code of the partner, region, channel type or user; empty for the network.
        subject: String = Field::text().listed().label("Subject", "对象").also(&["code", "partner", "partner code", "渠道编码", "客户编码"]),
        /// First day; a month, quarter or year as people write it fills both days.
        from_day: NaiveDate = Field::date().required().listed().label("From", "起始日").also(&["period", "month", "期间", "月份"]),
        /// Last day.
        to_day: NaiveDate = Field::date().required().listed().label("To", "截止日"),
        /// Product line, if only one.
        line: Option<i64> = Field::reference(Kind::ProductLine).listed().label("Product line", "产品线"),
        /// How much.
        amount: Money = Field::ledger().required().at_least(0).listed().label("Amount", "目标额").also(&["target", "quota", "目标"]),
    }
}

record! {
    /// A receivable 应收单据 (S8).
    pub struct Invoice = Kind::Invoice, "invoice", "invoices", ("invoice", "发票"), key ["number"],
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Invoice])
            .called("number", &["number"])
            .spans(&[("issued_on", "due_on")])
            .of_days("issued_on", "issued_on")
            .since(Since::Dated("issued_on"))) {
        number: String = Field::text().required().listed().label("Number", "发票号").also(&["invoice", "invoice number", "invoiceNumber", "单据号"]),
        /// Who owes.
        partner: i64 = PARTNER,
        issued_on: NaiveDate = Field::date().required().listed().label("Issued on", "开票日期").also(&["invoice date", "invoicedate", "date"]),
        /// To be paid by.
        due_on: NaiveDate = Field::date().required().listed().label("Due on", "到期日").also(&["due date", "duedate"]),
        /// How much; negative is a credit note.
        amount: Money = Field::ledger().required().listed().label("Amount", "金额").also(&["invoice amount", "invoiceamount", "应收金额"]),
        /// The partner contests it.
        disputed: bool = Field::yes_no().required().listed().default("false").label("Disputed", "有争议"),
    }
}

record! {
    /// Money received 回款 (S8).
    pub struct Payment = Kind::Payment, "payment", "payments", ("payment", "回款"), key ["number"],
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Payment])
            .called("number", &["number"])
            .of_days("paid_on", "paid_on")
            .since(Since::Dated("paid_on"))) {
        number: String = Field::text().required().listed().label("Number", "回款单号").also(&["payment", "payment number", "receipt"]),
        /// Who paid.
        partner: i64 = PARTNER,
        /// Received.
        paid_on: NaiveDate = Field::date().required().listed().label("Paid on", "回款日期").also(&["settled date", "date", "收款日期"]),
        /// How much.
        amount: Money = Field::ledger().required().listed().label("Amount", "金额").also(&["回款金额"]),
        /// The invoice it settles; without one it settles the oldest first.
        invoice: Option<i64> = Field::reference(Kind::Invoice).listed().label("Invoice", "对应发票").also(&["invoice number"]),
    }
}

record! {
    /// Stock of a partner on a day 库存快照 (S18).
    pub struct Stock = Kind::Stock, "stock", "inventory", ("stock", "库存"), key ["partner", "day", "sku"], kept by "import",
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Stock])
            .of_days("day", "day")) {
        partner: i64 = PARTNER,
        /// Counted.
        day: NaiveDate = Field::date().required().listed().label("Date", "日期").also(&["movement date", "盘点日期"]),
        /// Stock-keeping unit.
        sku: Option<i64> = Field::reference(Kind::Sku).listed().label("SKU", "货号").also(&["product", "product id"]),
        line: Option<i64> = Field::reference(Kind::ProductLine).listed().label("Product line", "产品线"),
        /// Pieces.
        quantity: i64 = Field::int().required().listed().label("Quantity", "数量").also(&["units balance", "库存数量"]),
        /// At cost.
        value: Money = Field::ledger().required().listed().default("0").label("Value", "库存金额"),
    }
}
