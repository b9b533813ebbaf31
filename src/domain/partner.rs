//! The rules of the partner register (S1): legal moves of the lifecycle, and what a partner's fields may hold.

use super::duplicate::credit_code;
use super::figure::Figure;
use super::kinds::Lifecycle;
use super::money::Money;
use super::record::{Choice, Expected, Kind, Label, Problem, Row, Value};
use super::search::fold;

/// A column of the register's list: a declared field or a computed figure, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// A field of [`Kind::Partner`].
    Field(usize),
    /// One of [`FIGURES`].
    Figure(usize),
}

impl Column {
    /// The column of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let field = Kind::Partner.def().field(name).map(|(i, _)| Self::Field(i));
        field.or_else(|| FIGURES.iter().position(|f| f.name() == name).map(Self::Figure))
    }

    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Field(i) => Kind::Partner.def().fields.get(i).map_or("", |f| f.name),
            Self::Figure(i) => FIGURES.get(i).map_or("", |f| f.name()),
        }
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> Label {
        const NONE: Label = Label { en: "", zh: "" };
        match self {
            Self::Field(i) => Kind::Partner.def().fields.get(i).map_or(NONE, |f| f.label),
            Self::Figure(i) => FIGURES.get(i).map_or(NONE, |f| f.head()),
        }
    }

    /// Every column that a list can show.
    pub fn all() -> impl Iterator<Item = Self> {
        let fields = (0..Kind::Partner.def().fields.len()).map(Self::Field);
        fields.chain((0..FIGURES.len()).map(Self::Figure))
    }
}

/// The columns of the list unless a person chose others.
pub const LISTED: &[&str] =
    &["code", "name", "tier", "health", "sales4", "pace", "light", "open_amount", "owner", "channel_type", "region", "status"];

/// The figure that a person means: its name or a label in either language.
#[must_use]
pub fn figure_of(name: &str) -> Option<Figure> {
    let folded = |s: &str| fold(s).replace(['_', '-'], "");
    let wanted = folded(name);
    let called = |f: &Figure| [f.name(), f.head().en, f.head().zh, f.label().en, f.label().zh];
    FIGURES.iter().copied().find(|f| called(f).iter().any(|n| folded(n) == wanted))
}

/// The risk lights.
pub const LIGHTS: &[Choice] = &[
    Choice { code: "green", label: Label { en: "green", zh: "绿灯" } },
    Choice { code: "yellow", label: Label { en: "yellow", zh: "黄灯" } },
    Choice { code: "red", label: Label { en: "red", zh: "红灯" } },
];

/// The computed figures by which partners can be listed, filtered and sorted: each a column of `partner_figures`.
pub const FIGURES: &[Figure] = Figure::OF_PARTNERS;

/// The moves that a lifecycle allows: lead > screening > onboarding > active > (improving | suspended) > exited,
/// and backup, from which a partner is onboarded. One that has left may come back as a lead.
#[must_use]
pub const fn moves(from: Lifecycle) -> &'static [Lifecycle] {
    use Lifecycle as L;
    match from {
        L::Lead => &[L::Screening, L::Backup, L::Exited],
        L::Screening => &[L::Onboarding, L::Backup, L::Exited],
        L::Onboarding => &[L::Active, L::Exited],
        L::Active => &[L::Improving, L::Suspended, L::Exited],
        L::Improving => &[L::Active, L::Suspended, L::Exited],
        L::Suspended => &[L::Active, L::Improving, L::Exited],
        L::Backup => &[L::Screening, L::Onboarding, L::Exited],
        // one that comes back begins anew, under the code that it had
        L::Exited => &[L::Lead],
    }
}

/// What is still open with partners that leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matters {
    /// What they owe.
    pub open: Money,
    /// Tickets that are not resolved.
    pub tickets: i64,
    /// Deposit that is held.
    pub deposit: Money,
    /// Satellites of theirs.
    pub satellites: i64,
}

impl Matters {
    /// Whether nothing is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a partner that is new here may stand there: it begins, or was worked with before there was a register.
#[must_use]
pub const fn begins(at: Lifecycle) -> bool {
    use Lifecycle as L;
    matches!(at, L::Lead | L::Screening | L::Onboarding | L::Active | L::Backup)
}

/// Whether a partner may go from one status to another.
#[must_use]
pub fn may_move(from: Lifecycle, to: Lifecycle) -> bool {
    from == to || moves(from).contains(&to)
}

/// What is wrong with a partner's fields beyond [`super::kinds::check`].
#[must_use]
pub fn check(row: &Row) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |name: &'static str, expected: Expected| {
        let value = row.kind.def().field(name).map(|(_, f)| f.strict(row.get(name))).unwrap_or_default();
        problems.push(Problem { field: name, value, expected });
    };
    if row.get("credit_days").int().is_some_and(|v| v > 3_650) {
        wrong("credit_days", Expected::AtMost("3650".into()));
    }
    if let (Some(onboarded), Some(first)) = (row.get("onboarded_on").int(), row.get("first_order_on").int())
        && first < onboarded
    {
        wrong("first_order_on", Expected::NotBefore("onboarded_on"));
    }
    if let Value::Text(code) = row.get("credit_code")
        && !is_credit_code(code)
    {
        wrong("credit_code", Expected::Rule("expected-credit-code"));
    }
    if let Value::Text(code) = row.get("code")
        && code.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        wrong("code", Expected::Rule("expected-code"));
    }
    problems
}

/// Whether a text is a unified social credit code: 18 characters, the last one a check digit (GB 32100-2015). Full width,
/// small letters, blanks and hyphens make no difference.
#[must_use]
pub fn is_credit_code(code: &str) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let digits: Option<Vec<usize>> =
        credit_code(code).bytes().map(|b| ALPHABET.iter().position(|a| *a == b.to_ascii_uppercase())).collect();
    let Some(digits) = digits.filter(|d| d.len() == 18) else { return false };
    let (body, check) = digits.split_at(17);
    let mut weight = 1;
    let mut sum = 0;
    for d in body {
        sum += d * weight;
        weight = weight * 3 % 31;
    }
    check.first().is_some_and(|c| *c == (31 - sum % 31) % 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner(values: &[(&str, Value)]) -> Row {
        let mut row = Row::blank(Kind::Partner);
        row.set("code", Value::Text("D001".into()));
        row.set("name", Value::Text("East".into()));
        for (name, value) in values {
            row.set(name, value.clone());
        }
        row
    }

    #[test]
    fn only_legal_moves_are_taken() {
        // one line a status, one column each in the order of declaration: x may, . may not, = stays
        let legal = "
            lead       =x....xx
            screening  .=x...xx
            onboarding ..=x..x.
            active     ...=xxx.
            improving  ...x=xx.
            suspended  ...xx=x.
            exited     x.....=.
            backup     .xx...x=";
        let lines: Vec<(&str, &str)> = legal.lines().filter_map(|l| l.trim().split_once(' ')).collect();
        assert_eq!(lines.len(), Lifecycle::ALL.len());
        for ((code, row), from) in lines.iter().zip(Lifecycle::ALL) {
            assert_eq!(*code, from.code());
            let row = row.trim();
            for (mark, to) in row.chars().zip(Lifecycle::ALL) {
                assert_eq!(may_move(*from, *to), mark != '.', "{code} to {}", to.code());
                assert_eq!(moves(*from).contains(to), mark == 'x', "{code} to {}", to.code());
            }
            assert_eq!(row.len(), Lifecycle::ALL.len());
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        let cases: &[(&str, Value)] = &[
            ("credit_days", Value::Int(9_999)),
            ("credit_code", Value::Text("91310000607378271A".into())),
            ("code", Value::Text("D 1".into())),
        ];
        for (name, value) in cases {
            let problems = check(&partner(&[(name, value.clone())]));
            assert_eq!(problems.iter().map(|p| p.field).collect::<Vec<_>>(), [*name]);
        }
        let days = [("onboarded_on", Value::Int(100)), ("first_order_on", Value::Int(99))];
        assert_eq!(check(&partner(&days)).first().map(|p| p.field), Some("first_order_on"));
    }

    #[test]
    fn the_check_digit_of_a_credit_code_counts() {
        for (code, good) in [
            ("91350100M000100Y43", true),
            ("91350100m000100y43", true),
            ("９１350100-M000100Y43", true),
            ("91350100M000100Y44", false),
            ("91350100M000100Y4", false),
            ("", false),
        ] {
            assert_eq!(is_credit_code(code), good, "{code}");
        }
    }
}
