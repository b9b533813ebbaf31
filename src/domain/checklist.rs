//! The checklist of a task: lines to tick, and what carries over to the next occurrence.
//!
//! # Format
//! One line each, `[ ] text` to do, `[x] text` done, `[>] text` to do and carried over from the occurrence before. A line
//! without a mark counts as to do.

/// How far a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// To do.
    Open,
    Done,
    /// To do, left over from the occurrence before.
    Carried,
}

/// A line of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How far it is.
    pub mark: Mark,
    /// What is to be done.
    pub text: String,
}

/// The lines of a task, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklist(pub Vec<Line>);

impl Checklist {
    /// Reads the stored form; empty lines are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let line = |raw: &str| {
            let raw = raw.trim();
            let (mark, text) =
                [("[x]", Mark::Done), ("[X]", Mark::Done), ("[>]", Mark::Carried), ("[ ]", Mark::Open), ("[]", Mark::Open)]
                    .iter()
                    .find_map(|(lead, mark)| raw.strip_prefix(lead).map(|rest| (*mark, rest.trim())))
                    .unwrap_or((Mark::Open, raw));
            (!text.is_empty()).then(|| Line { mark, text: text.to_owned() })
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// Lines to do with these texts.
    #[must_use]
    pub fn of(texts: &[impl AsRef<str>]) -> Self {
        Self(texts.iter().map(|t| Line { mark: Mark::Open, text: t.as_ref().to_owned() }).collect())
    }

    /// The stored form.
    #[must_use]
    pub fn text(&self) -> String {
        let line = |l: &Line| {
            let mark = match l.mark {
                Mark::Open => "[ ]",
                Mark::Done => "[x]",
                Mark::Carried => "[>]",
            };
            format!("{mark} {}", l.text)
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Ticks a line, or takes its tick away; past the end changes nothing.
    pub fn toggle(&mut self, at: usize) {
        if let Some(line) = self.0.get_mut(at) {
            line.mark = if line.mark == Mark::Done { Mark::Open } else { Mark::Done };
        }
    }

    /// Ticks every line.
    pub fn finish(&mut self) {
        for line in &mut self.0 {
            line.mark = Mark::Done;
        }
    }

    /// The texts that are not done.
    #[must_use]
    pub fn open(&self) -> Vec<&str> {
        self.0.iter().filter(|l| l.mark != Mark::Done).map(|l| l.text.as_str()).collect()
    }

    /// How many lines are done, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.0.iter().filter(|l| l.mark == Mark::Done).count(), self.0.len())
    }

    /// Takes over what another occurrence left undone: a line that is here already is marked, others are added.
    ///
    /// A line that is done here stays done; taking the same over twice changes nothing. Lines of which `same` makes one text are
    /// one line, such as the policy's own in two languages.
    pub fn carry(&mut self, left: &Self, same: impl Fn(&str) -> String) {
        for text in left.open() {
            let is = same(text);
            match self.0.iter_mut().find(|l| same(&l.text) == is) {
                Some(line) if line.mark == Mark::Open => line.mark = Mark::Carried,
                Some(_) => {}
                None => self.0.push(Line { mark: Mark::Carried, text: text.to_owned() }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_form_is_read_back() {
        let list = Checklist::parse("[ ] 陈列\n[x] 库存\n[>] 价格\n\n新品铺货\n[]  退货");
        assert_eq!(list.text(), "[ ] 陈列\n[x] 库存\n[>] 价格\n[ ] 新品铺货\n[ ] 退货");
        assert_eq!(Checklist::parse(&list.text()), list);
        assert_eq!(list.progress(), (1, 5));
    }

    #[test]
    fn what_was_left_undone_carries_over_once() {
        let mut next = Checklist::of(&["陈列", "库存", "价格"]);
        let left = Checklist::parse("[x] 陈列\n[ ] 价格\n[ ] 新品");
        next.carry(&left, str::to_owned);
        next.carry(&left, str::to_owned);
        assert_eq!(next.text(), "[ ] 陈列\n[ ] 库存\n[>] 价格\n[>] 新品");
    }

    #[test]
    fn a_line_in_another_language_is_the_same_line() {
        let mut next = Checklist::of(&["display", "price"]);
        let english = |text: &str| if text == "价格" { "price".to_owned() } else { text.to_owned() };
        next.carry(&Checklist::parse("[ ] 价格\n[ ] 新品"), english);
        assert_eq!(next.text(), "[ ] display\n[>] price\n[>] 新品");
    }

    #[test]
    fn a_done_line_is_not_undone_by_what_carries_over() {
        let mut next = Checklist::parse("[x] 价格");
        next.carry(&Checklist::of(&["价格"]), str::to_owned);
        assert_eq!(next.text(), "[x] 价格");
    }
}
