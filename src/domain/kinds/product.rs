//! What is sold, article by article (S18).

use crate::domain::kinds::Role;
use crate::domain::money::Money;
use crate::domain::record::{Conduct, Field, Kind, Since};
use crate::{choices, record};

choices! {
    /// Whether an article is sold.
    pub enum SkuState {
        Planned = "planned", "planned", "未上市";
        Active = "active", "on sale", "在售";
        Retired = "retired", "retired", "停售";
    }
}

record! {
    /// A stock-keeping unit: what is sold, in the form in which it is counted 产品 (S18).
    pub struct Sku = Kind::Sku, "sku", "skus", ("SKU", "产品"), key ["code"],
        conduct (Conduct::USUAL
            .of_text()
            .import_writes(&[Kind::Sku])
            .called("code", &["name"])
            .told_by("line")
            .named(&["name"])
            .shown(&["name"], &["name"])
            .since(Since::Always)
            .needs(Role::HeadOffice)) {
        /// Stable code.
        code: String = Field::text().required().listed().label("Code", "编码").also(&["sku", "sku code", "product id", "货号", "产品编码"]),
        name: String = Field::text().required().listed().label("Name", "名称").also(&["product", "product name", "产品", "产品名称"]),
        /// The line that it belongs to.
        line: Option<i64> = Field::reference(Kind::ProductLine).listed().label("Product line", "产品线").also(&["category", "类别"]),
        /// Pieces in a case; transfers and orders are of whole ones.
        pack: Option<i64> = Field::int().at_least(1).listed().label("Pieces per case", "箱规").also(&["pack", "case size", "装箱数"]),
        /// What a piece is called: bottle, bag, box.
        unit: String = Field::text().label("Unit", "单位"),
        /// What the trade pays for a piece.
        list_price: Option<Money> = Field::ledger().at_least(0).listed().label("List price", "标准价").also(&["price", "价格"]),
        /// What a piece costs us.
        cost: Option<Money> = Field::ledger().at_least(0).label("Cost", "成本价").also(&["unit cost"]),
        /// No price below this is allowed; without one that of the line holds.
        floor_price: Option<Money> = Field::ledger().at_least(0).listed().label("Floor price", "最低限价"),
        /// For how long it may be sold.
        shelf_life: Option<i64> = Field::int().at_least(1).unit("days", "天").label("Shelf life", "保质期"),
        state: SkuState = Field::choice(SkuState::CHOICES).required().listed().default("active").label("State", "状态").also(&["status"]),
    }
}
