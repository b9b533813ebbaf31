//! Fractions, and printed numbers compared with them.

use std::ops::{Add, Mul, Sub};
use std::sync::LazyLock;

use serde_json::Value as Json;

/// An exact fraction; its denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frac {
    num: i128,
    den: i128,
}

impl Frac {
    pub const ZERO: Self = Self { num: 0, den: 1 };

    pub fn whole(n: i64) -> Self {
        Self { num: i128::from(n), den: 1 }
    }

    /// `None` where nothing is divided by.
    pub fn of(num: i64, den: i64) -> Option<Self> {
        Self::whole(num).over(Self::whole(den))
    }

    pub fn over(self, by: Self) -> Option<Self> {
        (by.num != 0).then(|| Self::shortened(self.num * by.den, self.den * by.num))
    }

    fn shortened(num: i128, den: i128) -> Self {
        let (mut a, mut b) = (num.abs(), den.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = if den < 0 { -1 } else { 1 };
        Self { num: sign * num / a.max(1), den: den.abs() / a.max(1) }
    }

    /// The nearest number of so many digits, half away from zero.
    pub fn to(self, digits: u32) -> Self {
        Self::shortened(self.rounded(digits), 10_i128.pow(digits))
    }

    pub fn at_least(self, num: i128, den: i128) -> bool {
        self.num * den >= num * self.den
    }

    pub fn more_than(self, other: Self) -> bool {
        self.num * other.den > other.num * self.den
    }

    /// Rounded half away from zero to so many digits, in units of the last one.
    pub fn rounded(self, digits: u32) -> i128 {
        let scaled = self.num.abs() * 10_i128.pow(digits);
        let half_up = (scaled * 2 + self.den) / (self.den * 2);
        if self.num < 0 { -half_up } else { half_up }
    }

    /// `zero` scores 0, `full` scores 100, in between a straight line.
    pub fn points(self, zero: Self, full: Self) -> Self {
        let share = (self - zero).over(full - zero).expect("a line between two numbers");
        let within = if share.num < 0 {
            Self::ZERO
        } else if share.num > share.den {
            Self::whole(1)
        } else {
            share
        };
        within * Self::whole(100)
    }
}

impl Add for Frac {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::shortened(self.num * other.den + other.num * self.den, self.den * other.den)
    }
}

impl Sub for Frac {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::shortened(self.num * other.den - other.num * self.den, self.den * other.den)
    }
}

impl Mul for Frac {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::shortened(self.num * other.num, self.den * other.den)
    }
}

/// A number of a policy or of a fault as it is written: `0.65`.
pub fn decimal(text: &str) -> Frac {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = u32::try_from(part.len()).expect("a few digits");
    Frac::shortened(format!("{whole}{part}").replace('_', "").parse().expect("a number"), 10_i128.pow(digits))
}

/// A value of the policy that a new database begins with.
fn policy_value(path: &str) -> &'static toml::Value {
    static POLICY: LazyLock<toml::Value> =
        LazyLock::new(|| toml::Value::Table(include_str!("../../data/policy.toml").parse().expect("a policy")));
    let mut at = &*POLICY;
    for name in path.split('.') {
        at = at.get(name).unwrap_or_else(|| panic!("{path} is in the policy"));
    }
    at
}

/// One of its numbers.
pub fn policy(path: &str) -> Frac {
    decimal(&policy_value(path).to_string())
}

/// One of its texts.
pub fn policy_text(path: &str) -> &'static str {
    policy_value(path).as_str().expect("a text")
}

/// Where points begin and where they are full.
pub fn line(path: &str) -> (Frac, Frac) {
    (policy(&format!("{path}.zero")), policy(&format!("{path}.full")))
}

/// What a document says, in units of the last of so many digits.
fn said(json: &Json, digits: u32) -> Option<i128> {
    let text = match json {
        Json::Null => return None,
        Json::String(text) => text.clone(),
        // very small numbers are written with an exponent
        Json::Number(number) if number.to_string().contains('e') => {
            format!("{:.*}", usize::try_from(digits).expect("a few digits"), number.as_f64().expect("a number"))
        }
        other => other.to_string(),
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = usize::try_from(digits).expect("a few digits");
    assert!(part.len() <= digits, "{json} has more than {digits} digits");
    format!("{whole}{part:0<digits$}").parse().ok()
}

/// Collects what is not as it must be, so that one run shows all of it.
#[derive(Default)]
pub struct Differences {
    compared: usize,
    found: Vec<String>,
}

impl Differences {
    pub fn same(&mut self, what: &str, got: &Json, wanted: &Json) {
        self.compared += 1;
        if got != wanted {
            self.found.push(format!("{what}: printed {got}, by the rows {wanted}"));
        }
    }

    /// A number that is printed with so many digits; `None` is not rated.
    pub fn number(&mut self, what: &str, got: &Json, wanted: Option<Frac>, digits: u32) {
        self.compared += 1;
        let wanted = wanted.map(|value| value.rounded(digits));
        if said(got, digits) != wanted {
            self.found.push(format!("{what}: printed {got}, by the rows {wanted:?} / 10^{digits}"));
        }
    }

    /// An amount in 1/10,000, printed as a text with two decimals.
    pub fn money(&mut self, what: &str, got: &Json, wanted: Option<Frac>) {
        let wanted = wanted.map(|amount| amount * Frac::of(1, 10_000).expect("a fraction"));
        if !got.is_null() && !got.is_string() {
            self.found.push(format!("{what}: {got} is no amount"));
        }
        self.number(what, got, wanted, 2);
    }

    /// A value in a unit of the catalogue; fractions with so many digits.
    pub fn unit(&mut self, what: &str, got: &Json, wanted: Option<Frac>, unit: &str, digits: u32) {
        match unit {
            "currency" => self.money(what, got, wanted),
            "fraction" => self.number(what, got, wanted, digits),
            "points" => self.number(what, got, wanted, 2),
            "days" => self.number(what, got, wanted, 1),
            _ => self.number(what, got, wanted, 0),
        }
    }

    pub fn count(&mut self, what: &str, got: &Json, wanted: i64) {
        self.same(what, got, &wanted.into());
    }

    /// Takes over what was found elsewhere, under its name.
    pub fn add(&mut self, of: &str, other: Self) {
        self.compared += other.compared;
        self.found.extend(other.found.into_iter().map(|found| format!("{of}{found}")));
    }

    /// Fails if there was any, or if too little was looked at for this to say something.
    #[track_caller]
    pub fn none(self, at_least: usize) {
        let found = self.found.len();
        let shown: Vec<_> = self.found.into_iter().take(40).collect();
        assert!(shown.is_empty(), "{found} of {} are not as the rows say:\n{}", self.compared, shown.join("\n"));
        assert!(self.compared >= at_least, "only {} were compared", self.compared);
    }
}

impl std::fmt::Display for Differences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} values compared, {} differences", self.compared, self.found.len())?;
        self.found.iter().take(10).try_for_each(|found| write!(f, "\n  {found}"))
    }
}
