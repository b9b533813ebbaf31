//! Signs, codes and names of currencies: which are the organisation's own, in which every amount is, and which are not.

use unicode_normalization::UnicodeNormalization as _;

/// ISO 4217 code, and what people write for it beside an amount; a sign may be that of several.
const CURRENCIES: &[(&str, &[&str])] = &[
    ("cny", &["¥", "cn¥", "rmb", "人民币", "元整", "元", "圆", "块", "yuan"]),
    ("usd", &["$", "us$", "美元", "美金"]),
    ("eur", &["€", "欧元"]),
    ("gbp", &["£", "英镑"]),
    ("jpy", &["¥", "jp¥", "日元", "日圆", "円"]),
    ("hkd", &["$", "hk$", "港元", "港币"]),
    ("twd", &["$", "nt$", "新台币", "台币"]),
    ("mop", &["mop$", "澳门元"]),
    ("krw", &["₩", "韩元"]),
    ("sgd", &["$", "s$", "新加坡元", "新币"]),
    ("aud", &["$", "a$", "澳元"]),
    ("cad", &["$", "c$", "加元"]),
    ("nzd", &["$", "nz$", "新西兰元"]),
    ("chf", &["瑞士法郎"]),
    ("inr", &["₹", "卢比"]),
    ("rub", &["₽", "卢布"]),
    ("thb", &["฿", "泰铢"]),
    ("vnd", &["₫", "越南盾"]),
];

/// Which end of a text a sign stands at.
#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

/// A sign of another currency than the organisation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign;

/// A folded text (lower case, half width) without the signs of its own currency at either end.
///
/// # Errors
/// [`Foreign`]: a sign of another one stands there.
pub(super) fn stripped<'t>(text: &'t str, own: &str) -> Result<&'t str, Foreign> {
    let rest = at_end(text, own, End::Front)?;
    at_end(rest, own, End::Back)
}

fn at_end<'t>(text: &'t str, own: &str, end: End) -> Result<&'t str, Foreign> {
    let rest = |sign: &str| match end {
        End::Front => text.strip_prefix(sign),
        End::Back => text.strip_suffix(sign),
    };
    let mut best: Option<(usize, &str, bool)> = None;
    for (code, signs) in CURRENCIES {
        for sign in std::iter::once(code).chain(*signs) {
            let Some(rest) = rest(sign) else { continue };
            let is_own = code.eq_ignore_ascii_case(own);
            // the longest sign is meant; one that is also the own is the own
            let better =
                best.is_none_or(|(length, _, was_own)| sign.len() > length || sign.len() == length && is_own && !was_own);
            if better {
                best = Some((sign.len(), rest, is_own));
            }
        }
    }
    let code = own.to_ascii_lowercase();
    match best {
        None => Ok(rest(&code).unwrap_or(text)),
        Some((_, rest, true)) => Ok(rest),
        Some(_) => Err(Foreign),
    }
}

/// Whether a text names the organisation's own currency, or nothing.
#[must_use]
pub fn is_own(text: &str, own: &str) -> bool {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    stripped(&folded, own).is_ok_and(str::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_sign_is_meant_and_a_shared_one_is_ones_own() {
        let cases = [
            ("¥1", "CNY", Ok("1")),
            ("¥1", "JPY", Ok("1")),
            ("1元", "CNY", Ok("1")),
            ("1美元", "CNY", Err(Foreign)),
            ("1美元", "USD", Ok("1")),
            ("$1", "CNY", Err(Foreign)),
            ("$1", "HKD", Ok("1")),
            ("us$1", "USD", Ok("1")),
            ("hk$1", "USD", Err(Foreign)),
            ("1 usd", "CNY", Err(Foreign)),
            ("sek1", "SEK", Ok("1")),
            ("1", "CNY", Ok("1")),
        ];
        for (text, own, expected) in cases {
            assert_eq!(stripped(text, own).map(str::trim), expected, "{text} {own}");
        }
        assert!(is_own("人民币", "CNY") && is_own(" RMB ", "CNY") && is_own("", "CNY") && !is_own("USD", "CNY"));
    }
}
