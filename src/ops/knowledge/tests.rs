use std::path::Path;
use std::sync::Arc;

use chrono::{TimeZone as _, Utc};

use super::*;
use crate::domain::kinds::{ArticleKind, ArticleState, Language, User};
use crate::domain::policy::Policy;
use crate::domain::record::{Row, Tags};
use crate::ops::{Actor, Clock, record as form};
use crate::store::{Change, Store, undo};

fn session(file: &Path) -> Session {
    let now = Utc.with_ymd_and_hms(2025, 6, 9, 1, 0, 0).single().expect("a moment");
    let mut store = Store::create(file).expect("a database");
    let change = Change { actor: "root", at: now, label: "change-setup", detail: "", rules: 0 };
    let made: Result<i64> = store.write(&change, |tx| Ok(tx.add(&User::new("li.wei", "", Role::Specialist))?));
    made.expect("a user");
    Session::new(
        store,
        Actor { name: "li.wei".into(), user: Some(1), role: Role::Specialist },
        Clock::At(now),
        Arc::new(Policy::load(None).expect("the embedded policy")),
    )
}

fn article(code: &str, title: &str, kinds: &str, tags: &str, body: &str) -> Article {
    Article {
        code: code.into(),
        title: title.into(),
        kind: ArticleKind::Answer,
        ticket_kinds: Tags::from_text(kinds),
        tags: Tags::from_text(tags),
        language: knowledge::language_of(title),
        state: ArticleState::Published,
        owner: None,
        valid_until: None,
        updated_on: None,
        body: body.into(),
    }
}

/// Six articles: three about diversion by title, tag and text, one in English, one draft, one out of date.
fn shelf(file: &Path) -> Session {
    let mut s = session(file);
    let change = Change { actor: "root", at: s.now(), label: "change-setup", detail: "", rules: 0 };
    let made: Result<()> = s.store.write(&change, |tx| {
        tx.add(&article("a-body", "市场巡查", "complaint", "巡店", "发现窜货先取证。窜货窜货窜货窜货窜货"))?;
        tx.add(&article("b-tag", "批次码追溯", "diversion", "窜货,批次", "把批次码贴进来"))?;
        tx.add(&article("c-title", "重庆窜货处理", "diversion", "约谈", "先听对方说明，再谈回购。"))?;
        tx.add(&article("d-en", "Proving diversion in Chongqing", "diversion", "batch,trace", "Photograph the cartons."))?;
        tx.add(&Article { state: ArticleState::Draft, ..article("e-draft", "窜货草稿", "diversion", "", "未定稿") })?;
        let until = NaiveDate::from_ymd_opt(2025, 6, 8);
        tx.add(&Article { valid_until: until, ..article("f-old", "窜货旧规定", "diversion", "", "旧") })?;
        Ok(())
    });
    made.expect("a shelf");
    s
}

fn codes(s: &Session, words: &str) -> Vec<String> {
    let wish = Wish { words: words.into(), kind: None, lang: Lang::Zh, limit: 20 };
    let found = search(s, &wish).expect("an answer");
    assert_eq!(found.total, found.hits.len());
    found.hits.into_iter().map(|h| h.article.record.code).collect()
}

#[test]
fn words_find_articles_by_title_then_tags_then_text() {
    let dir = tempfile::tempdir().expect("a folder");
    let s = shelf(&dir.path().join("q.db"));
    let cases: &[(&str, &[&str])] = &[
        // what does not hold stands last, however well it fits
        ("窜货", &["c-title", "b-tag", "d-en", "a-body", "f-old", "e-draft"]),
        ("取证", &["a-body"]),
        ("窜货处理", &["c-title"]),
        ("货处", &["c-title"]),
        ("窜货 回购", &["c-title"]),
        ("回", &["c-title"]),
        ("批次", &["b-tag"]),
        ("处理窜货", &[]),
        // as it is said, whole or by initials, with both readings of 重
        ("cuanhuo", &["c-title", "b-tag", "e-draft", "f-old"]),
        ("cuanh", &["c-title", "b-tag", "e-draft", "f-old"]),
        ("cq", &["c-title"]),
        ("zq", &["c-title"]),
        ("chongqing", &["d-en", "c-title"]),
        ("zhongqing", &["c-title"]),
        ("pcm", &["b-tag"]),
        ("uanhuo", &[]),
        // the beginning of a word, in any case and width
        ("PROV", &["d-en"]),
        ("ｃａｒｔｏｎ", &["d-en"]),
        ("artons", &[]),
        // the kind of ticket and the code count as tags
        ("投诉", &["a-body"]),
        ("complaint", &["a-body"]),
        ("b-tag", &["b-tag"]),
    ];
    for (words, wanted) in cases {
        assert_eq!(codes(&s, words), *wanted, "{words}");
    }
}

#[test]
fn nothing_that_is_typed_breaks_the_question() {
    let dir = tempfile::tempdir().expect("a folder");
    let s = shelf(&dir.path().join("q.db"));
    for words in [
        "\"",
        "'",
        "窜货\"",
        "said:取证",
        "\" OR 1=1 --",
        "NEAR(窜 货)",
        "*",
        "^窜货",
        "{a b}:c",
        "\u{0}\u{1b}[2J",
        "-窜货",
        "窜货*",
        "%",
        "_",
        "(",
        "AND",
        "+",
        "é",
        "🚚",
        "a\nb",
    ] {
        let found = codes(&s, words);
        assert!(found.len() <= 6, "{words}: {found:?}");
    }
    assert_eq!(codes(&s, "said:取证"), Vec::<String>::new(), "a column's name is a word like others");
    assert_eq!(codes(&s, "-窜货*"), codes(&s, "窜货"));
    assert_eq!(codes(&s, "\"*"), Vec::<String>::new(), "nothing that could be looked for finds nothing");
    assert_eq!(codes(&s, "  ").len(), 6, "no words: every article");
    let rows: i64 = s.store.conn().query_row("SELECT count(*) FROM article", [], |r| r.get(0)).expect("a count");
    assert_eq!(rows, 6);
}

#[test]
fn the_kind_of_ticket_and_the_readers_language_choose_among_equals() {
    let dir = tempfile::tempdir().expect("a folder");
    let s = shelf(&dir.path().join("q.db"));
    let with = |words: &str, kind, lang, limit| {
        let found = search(&s, &Wish { words: words.into(), kind: Some(kind), lang, limit }).expect("an answer");
        (found.total, found.hits.iter().map(|h| h.article.code.clone()).collect::<Vec<_>>())
    };
    assert_eq!(with("", TicketKind::Complaint, Lang::Zh, 9), (1, vec!["a-body".into()]));
    assert_eq!(with("窜货", TicketKind::Complaint, Lang::Zh, 9), (1, vec!["a-body".into()]));
    assert_eq!(with("", TicketKind::Diversion, Lang::En, 2), (5, vec!["d-en".into(), "b-tag".into()]));
    assert_eq!(with("", TicketKind::Diversion, Lang::Zh, 2), (5, vec!["b-tag".into(), "c-title".into()]));
}

#[test]
fn a_ticket_is_offered_what_holds_of_its_kind_the_likest_title_first() {
    let dir = tempfile::tempdir().expect("a folder");
    let s = shelf(&dir.path().join("q.db"));
    let offer = |kind, title: &str, lang| {
        let found = offered(&s, kind, title, lang, 9).expect("an offer");
        found.hits.iter().map(|h| h.article.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(offer(TicketKind::Diversion, "重庆发现窜货", Lang::Zh), ["c-title", "b-tag"]);
    assert_eq!(offer(TicketKind::Diversion, "批次码不对", Lang::Zh), ["b-tag", "c-title"]);
    assert_eq!(offer(TicketKind::Diversion, "batch in Nanjing", Lang::En), ["d-en"]);
    assert_eq!(offer(TicketKind::Complaint, "批次码看不清", Lang::Zh), ["a-body", "b-tag"], "of its kind, then by its words");
    assert_eq!(offer(TicketKind::Complaint, "?", Lang::En), ["a-body"], "a language without any gets what there is");
    assert_eq!(offer(TicketKind::Order, "x", Lang::Zh), Vec::<String>::new());
}

#[test]
fn the_index_follows_edits_deletion_and_undo() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = shelf(&dir.path().join("q.db"));
    let undo = |s: &mut Session| {
        let last = undo::last_of(s.store.conn(), "li.wei").expect("a log").expect("a change").id;
        s.write(Role::Specialist, "change-undo", "", |tx| Ok(tx.take_back(last)?)).expect("undone");
    };
    let mut row = Row::from(find(&s, "C-TITLE").expect("the article, in any case"));
    row.set("title", Value::Text("价格战".into()));
    form::save(&mut s, row, &[]).expect("saved");
    assert_eq!(codes(&s, "重庆"), Vec::<String>::new());
    assert_eq!(codes(&s, "价格战"), ["c-title"]);
    assert_eq!(find(&s, "c-title").expect("it").updated_on.map(|d| d.to_string()), Some("2025-06-09".into()));
    undo(&mut s);
    assert_eq!((codes(&s, "重庆"), codes(&s, "价格战")), (vec!["c-title".to_owned()], vec![]));
    let it = find(&s, "c-title").expect("the article");
    s.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.delete(Kind::Article, it.id, it.version)?)).expect("deleted");
    assert_eq!(codes(&s, "重庆"), Vec::<String>::new());
    undo(&mut s);
    assert_eq!(codes(&s, "重庆"), ["c-title"]);
}

#[test]
fn starters_are_added_once_and_what_a_person_made_of_them_stays() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = session(&dir.path().join("q.db"));
    let all = knowledge::starters().count();
    assert_eq!(add_starters(&mut s).expect("added"), all);
    let mut row = Row::from(find(&s, "price-war-zh").expect("an article"));
    row.set("title", Value::Text("我们自己的说法".into()));
    form::save(&mut s, row, &[]).expect("saved");
    let it = find(&s, "return-policy-en").expect("an article");
    s.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.delete(Kind::Article, it.id, it.version)?)).expect("deleted");
    assert_eq!(add_starters(&mut s).expect("again"), 1, "only what is missing");
    assert_eq!(add_starters(&mut s).expect("again"), 0);
    assert_eq!(find(&s, "price-war-zh").expect("it").title, "我们自己的说法");
    assert_eq!(find(&s, "return-policy-en").expect("it").language, Language::En);
    s.actor.role = Role::Viewer;
    assert!(matches!(add_starters(&mut s), Err(OpError::Role { .. })));
}
