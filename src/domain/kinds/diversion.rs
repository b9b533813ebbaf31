//! What proves a diversion: codes of what was shipped to whom, and prices seen (S5).

use chrono::NaiveDate;

use crate::domain::money::Money;
use crate::domain::record::{Conduct, Field, Kind};
use crate::{choices, record};

choices! {
    /// Where a price was seen.
    pub enum PriceChannel {
        Online = "online", "online", "线上";
        Offline = "offline", "offline", "线下";
    }
}

record! {
    /// A product or batch code and the partner that it was shipped to 发货码.
    ///
    /// The code of one carton went to one partner; that of a batch may have gone to several.
    pub struct Shipment = Kind::Shipment, "shipment", "shipments", ("shipment code", "发货码"), key ["code", "partner"], kept by "import",
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Shipment])) {
        /// As it is printed; read without regard to case, blanks and full-width forms.
        code: String = Field::text().required().listed().label("Code", "物流码").also(&["product code", "batch code", "batch", "carton code", "批次号", "箱码", "追溯码"]),
        /// Who got it.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        /// When it was shipped.
        shipped_on: NaiveDate = Field::date().required().listed().label("Shipped on", "发货日期").also(&["date", "ship date", "日期"]),
        document: String = Field::text().listed().label("Document", "发货单号").also(&["order", "delivery note", "单号"]),
        line: Option<i64> = Field::reference(Kind::ProductLine).listed().label("Product line", "产品线"),
        /// Article.
        sku: Option<i64> = Field::reference(Kind::Sku).label("SKU", "货号"),
        /// Pieces.
        quantity: Option<i64> = Field::int().at_least(0).label("Quantity", "数量"),
        /// What they were sold for.
        amount: Option<Money> = Field::ledger().at_least(0).listed().label("Amount", "金额"),
    }
}

record! {
    /// A price that was seen in the market 巡价.
    pub struct PriceSighting = Kind::PriceSighting, "price_sighting", "price-sightings", ("seen price", "巡价记录"), key ["partner", "line", "sku", "channel", "on"], kept by "import" form,
        conduct (Conduct::USUAL
            .import_writes(&[Kind::PriceSighting])) {
        /// At whom.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        line: i64 = Field::reference(Kind::ProductLine).required().listed().label("Product line", "产品线"),
        /// Article.
        sku: Option<i64> = Field::reference(Kind::Sku).listed().label("SKU", "货号"),
        /// In a shop or on a page.
        channel: PriceChannel = Field::choice(PriceChannel::CHOICES).required().listed().default("offline").label("Channel", "渠道"),
        /// When.
        on: NaiveDate = Field::date().required().listed().label("Seen on", "日期").also(&["date", "day", "巡价日期"]),
        /// What a piece costs there.
        price: Money = Field::ledger().required().at_least(0).listed().label("Price", "价格"),
        /// Where: a shop, a link.
        place: String = Field::text().label("Place", "地点或链接"),
        /// What proves it.
        evidence: String = Field::text().label("Evidence", "证据"),
    }
}
