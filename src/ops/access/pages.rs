//! Users and gateways as documents: who somebody is and what they may do.

use chrono::NaiveDate;

use super::{Act, admins, find_user, principals};
use crate::domain::explain::Words;
use crate::domain::kinds::{Role, User};
use crate::domain::record::{Kind, Lang, Stored};
use crate::i18n::number;
use crate::ops::{Result, Session};
use crate::report::{Block, Column, Columns, Document, What};
use crate::store::gateways::Gateway;
use crate::store::{gateways, record};
use crate::t;

/// A user: role, regions, delegation, and for people what the role may do; `None`: there is nobody of this name, and it is not who asks.
///
/// # Errors
/// Those of the file.
pub fn user(session: &Session, lang: Lang, name: &str) -> Result<Option<Document>> {
    let conn = session.store.conn();
    let Some(user) = find_user(session, name)? else {
        if name != session.actor.name {
            return Ok(None);
        }
        let admins = admins(conn)?.join(", ");
        let said = t!(lang, "user-unregistered", user = name, admins = admins);
        let document =
            session.document("qudao.user/1").head("name", label("name"), name).head("role", label("role"), What::Nothing);
        return Ok(Some(document.with(Block::said(Words::Text(said)))));
    };
    let to = user.delegate.map(|id| record::code_of(conn, Kind::User, id)).transpose()?;
    let places: Vec<String> = principals(conn, user.id, session.as_of())?.into_iter().map(|p| p.record.name).collect();
    let list = |all: Vec<&String>| What::List(all.into_iter().map(What::from).collect());
    let rows = rows(lang, &user, to.as_deref(), &places);
    let columns = Columns::default()
        .with(Column::text("label", Words::nothing()).aside(), |(label, _): &(String, String)| label.clone())
        .with(Column::text("said", Words::nothing()).aside(), |(_, said)| said.clone());
    let document = session
        .document("qudao.user/1")
        .head("name", label("name"), &user.record.name)
        .head("full_name", label("full_name"), &user.full_name)
        .head("role", label("role"), user.role)
        .head("regions", label("regions"), list(user.regions.0.iter().collect()))
        .head("active", label("active"), user.active)
        .head("delegate", label("delegate"), to)
        .head("delegate_from", label("delegate_from"), user.delegate_from)
        .head("delegate_until", label("delegate_until"), user.delegate_until)
        .head("decides_for", Words::key("user-show-for"), list(places.iter().collect()))
        .with(Block::table("", columns.table(&rows).bare(), Words::nothing()));
    Ok(Some(document))
}

fn label(field: &str) -> Words {
    Words::field(Kind::User, field)
}

/// What people read of a user: label and text.
fn rows(lang: Lang, user: &Stored<User>, to: Option<&str>, places: &[String]) -> Vec<(String, String)> {
    let regions = user.regions.0.iter().cloned().collect::<Vec<_>>().join(", ");
    let regions = if regions.is_empty() { t!(lang, "user-show-regions-all") } else { regions };
    let mut rows = vec![
        (user.record.name.clone(), user.full_name.clone()),
        (t!(lang, "user-show-role"), user.role.label().get(lang).to_owned()),
        (t!(lang, "user-show-regions"), regions),
    ];
    if let Some(to) = to {
        rows.push((t!(lang, "user-show-delegate"), format!("{to} {}", span(user.delegate_from, user.delegate_until))));
    }
    if !places.is_empty() {
        rows.push((t!(lang, "user-show-for"), places.join(", ")));
    }
    if !user.active {
        rows.push((t!(lang, "user-show-state"), t!(lang, "user-show-off")));
    }
    let heads = std::iter::once(t!(lang, "user-show-may")).chain(std::iter::repeat(String::new()));
    rows.extend(heads.zip(may(lang, user.role)));
    rows
}

/// `2025-06-01 – 2025-06-10`, with what is open left out.
#[must_use]
pub fn span(from: Option<NaiveDate>, until: Option<NaiveDate>) -> String {
    let day = |d: Option<NaiveDate>| d.map(number::date).unwrap_or_default();
    if from.is_none() && until.is_none() { String::new() } else { format!("({} – {})", day(from), day(until)) }
}

/// What a role may do, in words.
fn may(lang: Lang, role: Role) -> Vec<String> {
    let act = |act: &Act| match act {
        Act::Look => t!(lang, "access-look"),
        Act::Work => t!(lang, "access-work"),
        Act::Reassign => t!(lang, "access-reassign"),
        Act::Merge => t!(lang, "access-merge"),
        Act::Target => t!(lang, "access-target"),
        Act::Meet => t!(lang, "access-meet"),
        Act::Reference => t!(lang, "access-reference"),
        Act::Adopt => t!(lang, "access-adopt"),
        Act::Users => t!(lang, "access-users"),
        Act::Restore => t!(lang, "access-restore"),
        Act::TakeBack => t!(lang, "access-take-back"),
    };
    let mut may: Vec<String> = Act::ALL.iter().filter(|a| role >= a.needs()).map(act).collect();
    if role >= Role::Manager {
        may.push(t!(lang, "access-decide", needs = role.min(Role::HeadOffice).label().get(lang)));
    }
    may
}

/// The gateways with their folders.
///
/// # Errors
/// Those of the file.
pub fn gateways(session: &Session, lang: Lang) -> Result<Document> {
    let all = gateways::all(session.store.conn())?;
    let columns = Columns::default()
        .with(Column::code("account", Words::key("gateway-account")), |g: &Gateway| g.account.clone())
        .with(Column::text("folder", Words::key("gateway-folder")), |g| g.folder.as_ref().map(|f| f.display().to_string()));
    let mut document = Document::new("qudao.gateways/1")
        .with(Block::table("rows", columns.table(&all).unseen(), Words::nothing()))
        .with_some(all.is_empty().then(|| Block::said(Words::key("gateway-none"))));
    for gateway in &all {
        document = document.with(Block::said(Words::Text(gateway_said(lang, &gateway.account, Some(gateway)))));
    }
    Ok(document)
}

/// Whether an account is a gateway, and where its people see files.
#[must_use]
pub fn gateway_said(lang: Lang, account: &str, gateway: Option<&Gateway>) -> String {
    match gateway {
        None => t!(lang, "gateway-off", account = account),
        Some(Gateway { folder: None, .. }) => t!(lang, "gateway-on", account = account),
        Some(Gateway { folder: Some(folder), .. }) => {
            t!(lang, "gateway-on-folder", account = account, folder = folder.display().to_string())
        }
    }
}
