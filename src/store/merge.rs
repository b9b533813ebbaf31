//! Gives the facts of one partner to another, with the roll-ups of both.

use std::collections::BTreeSet;

use super::facts::{Fact as _, FactWriter, SaleRow, StockRow, read_span};
use super::{Result, Tx};
use crate::domain::kinds::{Sale, Stock};
use crate::domain::merge::MovedFacts;
use crate::domain::record::Kind;

impl Tx<'_> {
    /// Moves sales and stock from one partner to another as one batch, which undo reverts; answers what became of the
    /// sales and of the stock.
    ///
    /// Sales without a document and stock of one day are added up. A document that both have is one document if it is
    /// equal, else two: then the moved one is told from the other by `former`.
    pub fn move_facts(&mut self, from: i64, to: i64, former: &str) -> Result<(MovedFacts, MovedFacts)> {
        let sales: Vec<SaleRow> = read_span(self.conn(), from, i32::MIN, i32::MAX)?;
        let stock: Vec<StockRow> = read_span(self.conn(), from, i32::MIN, i32::MAX)?;
        if sales.is_empty() && stock.is_empty() {
            return Ok(Default::default());
        }
        let batch = self.open_batch(Kind::Sale, "")?;
        let mut writer = FactWriter::new(batch);
        let mut days = BTreeSet::new();
        let mut of_sales = MovedFacts::default();
        let span = |first: Option<i32>, last: Option<i32>| first.zip(last).unwrap_or((0, -1));
        let (first, last) = span(sales.first().map(|s| s.day), sales.last().map(|s| s.day));
        let there: Vec<SaleRow> = read_span(self.conn(), to, first, last)?;
        for sale in &sales {
            days.insert(sale.day);
            of_sales.rows += 1;
            writer.remove(&sale.row())?;
            if let Some(moved) = given(sale, to, &there, former, &mut of_sales) {
                writer.sale(self, Sale::from(&moved))?;
            }
        }
        of_sales.days = count(&days);
        days.clear();
        let mut of_stock = MovedFacts::default();
        let (first, last) = span(stock.first().map(|s| s.day), stock.last().map(|s| s.day));
        let there: Vec<StockRow> = read_span(self.conn(), to, first, last)?;
        for figure in &stock {
            days.insert(figure.day);
            of_stock.rows += 1;
            writer.remove(&figure.row())?;
            let mut moved = StockRow { partner: to, ..figure.clone() };
            if let Some(other) = there.binary_search_by(|t| t.order(&moved)).ok().and_then(|i| there.get(i)) {
                of_stock.united += 1;
                moved = StockRow { quantity: other.quantity + moved.quantity, value: other.value + moved.value, ..other.clone() };
            }
            writer.stock(self, Stock::from(&moved))?;
        }
        of_stock.days = count(&days);
        writer.finish(self)?;
        self.hand_over_closed(from, to)?;
        Ok((of_sales, of_stock))
    }
}

fn count(days: &BTreeSet<i32>) -> i64 {
    i64::try_from(days.len()).unwrap_or(i64::MAX)
}

/// A sale as the other partner has it; `None`: it has it already.
fn given(sale: &SaleRow, to: i64, there: &[SaleRow], former: &str, tally: &mut MovedFacts) -> Option<SaleRow> {
    let mut moved = SaleRow { partner: to, ..sale.clone() };
    let met = |row: &SaleRow| there.binary_search_by(|t| t.order(row)).ok().and_then(|i| there.get(i));
    let Some(other) = met(&moved) else { return Some(moved) };
    let plain = sale.document.is_empty();
    if !plain && other.same(&moved) {
        tally.left_out += 1;
        return None;
    }
    if plain && (other.region, other.owner) == (sale.region, sale.owner) {
        tally.united += 1;
        return Some(SaleRow {
            orders: other.orders + sale.orders,
            quantity: other.quantity + sale.quantity,
            net_amount: other.net_amount + sale.net_amount,
            returns: other.returns + sale.returns,
            cost: other.cost + sale.cost,
            commission: other.commission + sale.commission,
            advertising: other.advertising + sale.advertising,
            logistics: other.logistics + sale.logistics,
            promotion: other.promotion + sale.promotion,
            sellout: other.sellout + sale.sellout,
            ..other.clone()
        });
    }
    tally.renamed += 1;
    let mut name = if plain { former.to_owned() } else { format!("{} ({former})", sale.document) };
    loop {
        moved.document = name.clone().into_boxed_str();
        if met(&moved).is_none() {
            return Some(moved);
        }
        name.push('+');
    }
}
