//! What the tab asks of the database and does to it.

use super::Done;
use crate::ops::{Result, Session};

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {}

/// What is answered.
#[derive(Debug)]
pub enum Reply {}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {}

pub(super) fn answer(_session: &mut Session, query: &Query) -> Result<Reply> {
    match *query {}
}

pub(super) fn act(_session: &mut Session, op: &Op) -> Result<Done> {
    match *op {}
}
