//! How content the partners of the demo are: asked at visits and in a survey twice a year.

use chrono::Days;

use super::super::Result;
use super::agenda::Moment;
use super::desk::People;
use super::random::Random;
use crate::domain::kinds::{Occasion, Satisfaction};
use crate::store::Tx;

/// So many permille of the partners answer.
const ANSWER: i64 = 350;

/// Writes answers of some of the partners that buy.
pub(super) fn write(tx: &mut Tx<'_>, people: &People<'_>, moment: &Moment<'_>) -> Result<()> {
    let buying = people.profiles.iter().zip(people.ids).enumerate().filter(|(_, (p, _))| p.trades());
    for (index, (_, partner)) in buying {
        let mut r = Random::new(moment.seed, 0x7361_7469 + index as u64);
        if !r.permille(ANSWER) {
            continue;
        }
        for (occasion, from, to) in [(Occasion::Visit, 5, 80), (Occasion::Survey, 100, 170), (Occasion::Survey, 280, 350)] {
            let ago = Days::new(u64::try_from(r.between(from, to)).unwrap_or_default());
            let score = if r.permille(450) { 5 } else { 4 };
            let (ticket, respondent, comment) = (None, String::new(), String::new());
            tx.add(&Satisfaction { partner: *partner, on: moment.today - ago, occasion, ticket, respondent, score, comment })?;
        }
    }
    Ok(())
}
