//! Matches the header row of a file with the fields of a kind.

use std::collections::HashMap;

use csv::StringRecord;

use super::value::{fold, unit};
use crate::domain::nearest::nearest;
use crate::domain::record::{Field, KindDef};

/// The column that a file of rejected rows has in addition: why each was rejected. It is never read.
pub const REASON: &str = "import problem";
/// The same in Chinese.
pub const REASON_ZH: &str = "导入问题";

/// Which column of a file holds which field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// Column and field index, in the order of the columns.
    pub columns: Vec<(usize, usize)>,
    /// Columns that no field answers to, with the field that may be meant.
    pub unknown: Vec<(String, Option<&'static str>)>,
    /// Required fields without default that no column holds.
    pub missing: Vec<&'static Field>,
    /// Columns that answer to a field that an earlier column holds already.
    pub doubled: Vec<String>,
    /// Columns whose header says a unit, and the unit as it is written.
    pub units: Vec<(usize, String)>,
    /// The column that says of each row in which currency it is.
    pub currency: Option<usize>,
    /// Columns whose amounts are in another currency than the organisation's.
    pub foreign: Vec<String>,
}

/// What a column of currencies is called.
const CURRENCY: &[&str] = &["currency", "currencycode", "curr", "ccy", "币种", "币别", "货币", "货币代码", "结算币种"];

/// Matches headers by a field's name, its label in either language or an alias; case, full width, spaces, underscores
/// and hyphens make no difference, a name as it is written goes first.
#[must_use]
pub fn match_header(def: &'static KindDef, header: &StringRecord) -> Header {
    let mut by_name: HashMap<String, usize> = HashMap::new();
    // names before labels before aliases: the better claim to a folded header that two fields answer to
    let claims: [fn(&'static Field) -> Vec<&'static str>; 3] =
        [|f| vec![f.name], |f| vec![f.label.en, f.label.zh], |f| f.aliases.to_vec()];
    for claim in claims {
        for (i, field) in def.fields.iter().enumerate() {
            for name in claim(field) {
                by_name.entry(fold(name)).or_insert(i);
            }
        }
    }
    let mut found = Header::default();
    let mut taken = vec![false; def.fields.len()];
    for (column, cell) in header.iter().enumerate() {
        // a name that has what looks like a unit is a name
        let (name, unit) = if by_name.contains_key(&fold(cell)) { (cell, None) } else { apart(cell) };
        let folded = fold(name);
        if folded.is_empty() || folded == fold(REASON) || folded == REASON_ZH {
            continue;
        }
        match by_name.get(&folded) {
            Some(field) if taken.get(*field) == Some(&true) => found.doubled.push(cell.trim().to_owned()),
            Some(field) => {
                if let Some(t) = taken.get_mut(*field) {
                    *t = true;
                }
                found.columns.push((column, *field));
                found.units.extend(unit.map(|unit| (column, unit.to_owned())));
            }
            None if CURRENCY.contains(&folded.as_str()) => found.currency = found.currency.or(Some(column)),
            None => {
                let names = def.fields.iter().flat_map(|f| [f.name, f.label.en, f.label.zh]);
                let near = nearest(cell, names, 1).pop();
                let field = near.and_then(|n| def.fields.iter().find(|f| [f.name, f.label.en, f.label.zh].contains(&n.as_str())));
                found.unknown.push((cell.trim().to_owned(), field.map(|f| f.name)));
            }
        }
    }
    let missing = |f: &&Field| f.required && f.default.is_none();
    found.missing = def.fields.iter().zip(&taken).filter(|(_, t)| !**t).map(|(f, _)| f).filter(missing).collect();
    found
}

/// `Credit term (days) *` is `Credit term` in `days`, `净额/万元` is `净额` in `万元`.
fn apart(header: &str) -> (&str, Option<&str>) {
    // a template marks what must be given
    let header = header.trim().trim_end_matches(['*', '＊']).trim_end();
    let open = header.find(['(', '（', '[', '【']).filter(|i| *i > 0);
    if let (Some(i), true) = (open, header.ends_with([')', '）', ']', '】'])) {
        let (name, unit) = header.split_at(i);
        return (name, Some(unit));
    }
    match header.rsplit_once(['/', '／', '，', ',', ':', '：']) {
        // `数量/金额` is no quantity in 金额
        Some((name, of)) if !name.trim().is_empty() && !of.trim().is_empty() && unit::is_known(of) => (name, Some(of)),
        _ => (header, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    fn fields(kind: Kind, header: &[&str]) -> (Vec<&'static str>, Header) {
        let found = match_header(kind.def(), &StringRecord::from(header.to_vec()));
        (found.columns.iter().map(|(_, f)| kind.def().fields[*f].name).collect(), found)
    }

    #[test]
    fn headers_are_matched_in_both_languages_and_any_spelling() {
        let cases: [(Kind, &[&str], &[&str]); 6] = [
            (Kind::Partner, &["code", "name", "channel_type"], &["code", "name", "channel_type"]),
            (Kind::Partner, &["Partner Code", "NAME", "Channel-Type"], &["code", "name", "channel_type"]),
            (Kind::Partner, &["渠道编码", "渠道名称", "渠道类型", "负责人"], &["code", "name", "channel_type", "owner"]),
            (Kind::Partner, &["ＣＯＤＥ", " Credit term (days) ", "账期（天）"], &["code", "credit_days"]),
            (Kind::Sale, &["客户 ID", "订单日期", "订单 ID", "销售额"], &["partner", "day", "document", "net_amount"]),
            (Kind::Invoice, &["customerID", "invoiceNumber", "InvoiceDate"], &["partner", "number", "issued_on"]),
        ];
        for (kind, header, expected) in cases {
            assert_eq!(fields(kind, header).0, expected, "{header:?}");
        }
    }

    #[test]
    fn what_stands_behind_a_stroke_is_a_unit_or_the_name_is_another() {
        let (found, header) = fields(Kind::Sale, &["净额/万元", "数量/金额", "Document/Return", "退货额，千美元"]);
        assert_eq!((found, header.units.len()), (vec!["net_amount", "returns"], 2));
        assert_eq!(header.unknown.len(), 2);
    }

    #[test]
    fn unknown_missing_and_doubled_columns_are_named() {
        let (_, found) = fields(Kind::Invoice, &["number", "Partnr", "amount", "Amount", "Zebra", "import problem"]);
        assert_eq!(found.unknown, [("Partnr".to_owned(), Some("partner")), ("Zebra".to_owned(), None)]);
        assert_eq!(found.missing.iter().map(|f| f.name).collect::<Vec<_>>(), ["partner", "issued_on", "due_on"]);
        assert_eq!(found.doubled, ["Amount"]);
    }

    #[test]
    fn every_kind_reads_the_headers_that_it_writes() {
        for kind in Kind::ALL {
            let def = kind.def();
            for header in [|f: &Field| f.name, |f: &Field| f.label.en, |f: &Field| f.label.zh] {
                let cells: StringRecord = def.fields.iter().map(header).collect::<Vec<_>>().into();
                let found = match_header(def, &cells);
                let straight: Vec<_> = (0..def.fields.len()).map(|i| (i, i)).collect();
                assert_eq!(found.columns, straight, "{}: {found:?}", def.name);
            }
        }
    }
}
