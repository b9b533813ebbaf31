use std::collections::BTreeSet;

use super::*;
use crate::domain::record::Lang;

fn defaults() -> Policy {
    Policy::load(None).expect("the embedded policy")
}

#[track_caller]
fn refused(text: &str) -> String {
    Policy::load(Some(text)).map(|p| p.hash).expect_err(text).to_string()
}

#[test]
fn the_users_file_is_laid_over_key_by_key() {
    let mine = Policy::load(Some("[organisation]\ncurrency = \"USD\"\n")).expect("a good file");
    assert_eq!(mine.organisation.currency, "USD");
    assert_eq!(mine.organisation.zone, defaults().organisation.zone);
    assert_ne!(mine.hash, defaults().hash);
}

#[test]
fn every_key_of_the_embedded_policy_is_declared_once_and_every_declaration_is_used() {
    let table = super::defaults().expect("the embedded policy");
    let leaves = keys::leaves(&table);
    for (path, _) in &leaves {
        assert_eq!(keys().filter(|k| k.matches(path)).count(), 1, "declarations of `{path}`");
    }
    for key in keys() {
        // the one key that is only of use where somebody sets it
        let used = key.path == "maintenance.rule.*.off" || leaves.iter().any(|(path, _)| key.matches(path));
        assert!(used, "`{}` is declared, but nothing of the embedded policy stands there", key.path);
        assert!(!key.sentence.en.is_empty() && !key.sentence.zh.is_empty(), "{}", key.path);
    }
    let paths: BTreeSet<&str> = keys().map(|k| k.path).collect();
    assert_eq!(paths.len(), keys().count(), "a path is declared twice");
}

#[test]
fn every_number_says_in_both_languages_what_it_counts() {
    for (path, key) in defaults().paths() {
        for lang in [Lang::En, Lang::Zh] {
            assert_eq!(key.is_numeric(), !key.unit.get(lang).is_empty(), "{path}");
            assert!(key.bounds(lang).contains(key.unit.get(lang)), "{path}");
        }
    }
    let bounds = |path: &str, lang| keys::key(path).expect("a key").bounds(lang);
    assert_eq!(bounds("tiers.top", Lang::En), "0 to 1 (share)");
    assert_eq!(bounds("tiers.top", Lang::Zh), "0 至 1（占比）");
    assert_eq!(bounds("tiers.least_network", Lang::En), "0 to 1000000 partners");
}

#[test]
fn keys_stand_in_the_order_of_the_policy_and_those_of_one_name_together() {
    let own = "[maintenance.rule.a_rule_of_ours]\nkind = \"visit\"\nevery = \"month\"\ntitle = { en = \"x\", zh = \"x\" }\n";
    let policy = Policy::load(Some(own)).expect("a policy");
    let paths: Vec<String> = policy.paths().into_iter().map(|(path, _)| path).collect();
    let parts = |path: &str| -> String { path.split('.').take(3).collect::<Vec<_>>().join(".") };
    let mut rules: Vec<String> = paths.iter().filter(|p| p.starts_with("maintenance.rule.")).map(|p| parts(p)).collect();
    rules.dedup();
    let written: Vec<String> = DEFAULTS
        .lines()
        .filter_map(|l| l.strip_prefix("[maintenance.rule."))
        .map(|l| format!("maintenance.rule.{}", l.split(']').next().unwrap_or_default()))
        .collect();
    let expected: Vec<String> = written.into_iter().chain(["maintenance.rule.a_rule_of_ours".to_owned()]).collect();
    assert_eq!(rules, expected, "each rule once, as they are written, those of one's own last");
    let at = |path: &str| paths.iter().position(|p| p == path).expect(path);
    assert!(at("violations.penalty.diversion.least") < at("audits.months"));
    assert!(at("desk.resolution.S1") < at("desk.resolution.S4") && at("screening.audience.A+") < at("screening.audience.A"));
    let texts = Texts::embedded().with(own).expect("TOML");
    let listed: Vec<String> = texts.values().expect("values").into_iter().map(|(path, _)| path).collect();
    assert_eq!(listed, paths, "a list is in the same order");
}

#[test]
fn what_stands_at_a_key_is_what_is_put_there() {
    let policy = defaults();
    for (path, key) in policy.paths() {
        let value = policy.value(&path).expect("a value");
        assert!(key.read(&value).is_some(), "`{path}` is read as it is written: {value}");
        assert_eq!(policy.with(&path, &value).expect("its own value").hash, policy.hash, "{path}");
    }
    assert_eq!(policy.with("health.pace_months", " 12 ").expect("months").health.pace_months, 12);
    assert_eq!(policy.with("organisation.currency", "EUR").expect("a bare word").organisation.currency, "EUR");
    assert_eq!(policy.with("desk.always_tiers", "growth, watch").expect("bare words").desk.always_tiers.len(), 2);
    let stepped = policy.with("approvals.steps.tier", "[]").expect("no steps");
    assert!(stepped.approvals.steps(crate::domain::kinds::ApprovalSubject::Tier, None).is_empty());
}

#[test]
fn a_value_beyond_each_end_of_what_is_allowed_is_refused_with_key_value_and_bounds() {
    let defaults = defaults();
    for (path, key) in defaults.paths() {
        let beyond: Vec<String> = match key.allowed {
            Allowed::Whole(least, most) => {
                vec![(least - 1).to_string(), (most + 1).to_string(), "1.5".to_owned(), "x".to_owned()]
            }
            Allowed::Weight => vec!["-1".to_owned(), "1001".to_owned(), "99999999999".to_owned()],
            Allowed::OneOf(_) => vec!["0".to_owned(), "5".to_owned(), "-3".to_owned()],
            Allowed::Fraction(least, most) => {
                vec![
                    format!("{}", least.to_f64() - 0.0001),
                    format!("{}", most.to_f64() + 0.0001),
                    "0.00001".to_owned(),
                    "nan".to_owned(),
                ]
            }
            Allowed::Rising(least, most) => {
                vec!["[]".to_owned(), format!("[{}]", least - 1), format!("[{}]", most + 1), format!("[{least}, {least}]")]
            }
            Allowed::Flag => vec!["1".to_owned()],
            Allowed::Word(_) | Allowed::Currency | Allowed::Zone | Allowed::Goal => vec!["\"xyz1\"".to_owned(), "3".to_owned()],
            Allowed::Words(_) => vec!["[\"xyz1\"]".to_owned()],
            Allowed::Text { empty: true } => vec!["\"a\\u001bb\"".to_owned(), format!("\"{}\"", "长".repeat(201))],
            Allowed::Text { empty: false } => {
                vec!["\"\"".to_owned(), "\"a\\u001bb\"".to_owned(), format!("\"{}\"", "x".repeat(201))]
            }
            Allowed::Name => vec!["\"A b\"".to_owned()],
            Allowed::Hours => vec!["[]".to_owned(), "[\"18:00-09:00\"]".to_owned(), "[\"09:00-25:00\"]".to_owned()],
            Allowed::Whom => vec!["[3]".to_owned(), "[\"\"]".to_owned()],
            Allowed::Steps => {
                vec!["[{ role = \"viewer\" }]".to_owned(), "[{ role = \"manager\", from = -1 }]".to_owned(), "[{}]".to_owned()]
            }
            Allowed::Governing => {
                let steps = ["[]", "[{ role = \"manager\" }]", "[{ role = \"head_office\", from = 0 }]"];
                steps.map(str::to_owned).to_vec()
            }
            Allowed::Lines => vec!["[{ en = \"a\" }]".to_owned()],
        };
        for value in beyond {
            let error = defaults.with(&path, &value).map(|p| p.hash).expect_err(&format!("{path} = {value}")).said;
            assert_eq!(error.key, "policy-refused-default");
            let default = defaults.value(&path).expect("a default");
            let args = [("path", &path), ("value", &value), ("bounds", &path), ("default", &default)];
            assert_eq!(error.args, args.map(|(name, text)| (name, text.clone())));
            for lang in [Lang::En, Lang::Zh] {
                assert!(key.bounds(lang).contains(key.unit.get(lang)), "{path}");
            }
        }
    }
}

#[test]
fn values_that_do_not_go_together_are_refused() {
    let cases = [
        ("[health.weights]\nfrequency=0\nsell_through=0\nreturns=0\npace=0\noverdue=0\ntickets=0", "health.weights"),
        ("[credit.assessment]\njudgement=0\nratios=0\naudit=0\ntraining=0", "credit.assessment"),
        ("[tiers.weights]\nsales = 36", "policy-weight-share"),
        ("[tiers]\ntop = 0.6\nbottom = 0.4", "policy-parts"),
        ("[tiers.growth]\nzero = 0.2", "tiers.growth.zero"),
        ("[tiers.attainment]\nzero = 1.3", r#"("way", "above")"#),
        ("[tiers.dso]\nzero = 0.5", r#"("way", "below")"#),
        (
            "[alerts]\npace = { warn = 0.5, critical = 0.6 }",
            r#""alerts.pace.critical"), ("value", "0.6"), ("beside", "alerts.pace.warn")"#,
        ),
        ("[alerts.points]\nwarn = 13", "alerts.points.warn"),
        ("[credit.assessment]\nyellow = 75", "policy-order-below"),
        ("[credit]\nyellow_days = 61", "credit.red_days"),
        ("[screening]\nconditional = 71", "screening.pass"),
        ("[sales]\nexceeded = 0.9", "sales.exceeded"),
        ("[desk.resolution]\nS1 = \"8 d\"", r#""desk.resolution.S1"), ("value", "\"8 d\""), ("beside", "desk.resolution.S2")"#),
        ("[desk.resolution]\nS3 = \"16 h\"", "desk.resolution.S2"),
        // five working days are a week of the clock at the most, and so many hours of work at the least
        (
            "[desk.resolution]\nS1 = \"169 hc\"",
            r#""desk.resolution.S1"), ("value", "\"169 hc\""), ("beside", "desk.resolution.S2")"#,
        ),
        ("[desk.resolution]\nS3 = \"26 hc\"", "desk.resolution.S2"),
        ("[health.ticket_points]\ns4 = 11", "health.ticket_points.s3"),
        ("[screening.audience]\nB = 85", r#"("beside", "screening.audience.B+")"#),
    ];
    for (text, said) in cases {
        let error = refused(text);
        assert!(error.contains(said), "{text}: {error}");
    }
    // what is to be changed first is the other one, whichever of the two was changed
    for (key, value, first) in [("credit.yellow_days", "61", "credit.red_days"), ("credit.red_days", "1", "credit.yellow_days")] {
        let said = defaults().with(key, value).map(|p| p.hash).expect_err(key).said;
        assert_eq!(said.args.last(), Some(&("first", first.to_owned())), "{key}");
    }
    defaults().with("desk.resolution.S1", "168 hc").expect("a week of the clock may be less than three working days");
    let both = defaults().with_all([("credit.yellow_days", "61"), ("credit.red_days", "90")]).expect("in order again");
    assert_eq!(both.credit.yellow_days, 61);
}

#[test]
fn a_key_that_is_not_declared_is_named_with_what_stands_beside_it() {
    let cases = [
        ("[organisation]\ncurency = \"USD\"\n", "organisation.curency", "currency, fiscal_year_month, zone"),
        ("[desk.assign]\ngossip = [\"owner\"]\n", "desk.assign.gossip", "complaint"),
        ("[violations.penalty.theft]\npoints = 1\n", "violations.penalty.theft\"", "diversion"),
        ("[maintenance.rule.\"A b\"]\nkind = \"visit\"\n", "maintenance.rule.A b\"", "policy-no-name"),
        ("[maintenance.rule.ours]\nevry = \"month\"\n", "maintenance.rule.ours.evry", "every"),
        ("[approvals.steps]\npolicies = []\n", "approvals.steps.policies", "policy"),
        ("health = 3\n", "policy-section", "weights"),
        ("nonsense = 1\n", "nonsense", "organisation"),
        ("[tiers.top]\nshare = 0.2\n", "tiers.top.share", "\"tiers.top\""),
    ];
    for (text, path, beside) in cases {
        let error = refused(text);
        assert!(error.contains(path) && error.contains(beside), "{text}: {error}");
    }
}

/// What a refusal proposes: a key and a value for it.
fn proposed(said: &Sentence) -> Option<(String, String)> {
    let arg = |name: &str| said.args.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
    let (key, value) = match said.key {
        "policy-refused-default" => (arg("path"), arg("default")),
        "policy-refused-now" => (arg("path"), arg("now")),
        "policy-weight-share" => (arg("path"), arg("enough").filter(|e| e != "none")),
        "policy-weights" => (arg("first"), Some("1".to_owned())),
        _ => return None,
    };
    key.zip(value)
}

#[test]
fn what_a_refusal_proposes_is_taken_when_it_is_typed() {
    let defaults = defaults();
    // as an organisation may have set them: away from the default, and nothing but sales weighed
    let apart = [
        ("tiers.promote_score", "99"),
        ("tiers.demote_score", "98"),
        ("credit.assessment.green", "100"),
        ("credit.assessment.yellow", "99"),
        ("alerts.pace.critical", "0.99"),
        ("alerts.pace.warn", "1"),
        ("desk.resolution.S3", "3660 d"),
        ("desk.resolution.S4", "3660 d"),
        ("tiers.weights.coverage", "1000"),
        ("tiers.weights.sales", "900"),
    ];
    let apart = defaults.with_all(apart).expect("a policy");
    let only = |section: &str, one: &str| -> Policy {
        let all = defaults.paths().into_iter().map(|(path, _)| path).filter(|path| path.starts_with(section));
        let values: Vec<(String, &str)> = all.map(|path| (path.clone(), if path.ends_with(one) { "1" } else { "0" })).collect();
        defaults.with_all(values.iter().map(|(path, value)| (path.as_str(), *value))).expect("one weight")
    };
    let bare = [only("tiers.weights.", ".sales"), only("health.weights.", ".overdue")];
    let mut kinds = BTreeSet::new();
    for policy in std::iter::once(&apart).chain(&bare) {
        let put = |path: &str, value: &str| -> std::result::Result<(), Sentence> {
            let mut table = toml::Table::clone(&policy.table);
            let value = keys::read(path, value).map_err(|said| keys::fitting(&table, said))?;
            keys::put(&mut table, path, value);
            keys::check(&table)
        };
        // of the others the default stands beside any value
        let bound = policy.paths().into_iter().filter(|(path, key)| key.is_weight() || !order::beside(path).is_empty());
        for (path, key) in bound {
            let ends = if key.is_weight() { key.allowed.ends() } else { Vec::new() };
            for value in ends.iter().map(ToString::to_string).chain(std::iter::once("nonsense!".to_owned())) {
                let Err(said) = put(&path, &value) else { continue };
                let Some((key, value)) = proposed(&said) else { continue };
                kinds.insert(said.key);
                put(&key, &value).unwrap_or_else(|e| panic!("{said:?}: proposes `{key}` {value}: {e:?}"));
            }
        }
    }
    let all = ["policy-refused-default", "policy-refused-now", "policy-weight-share", "policy-weights"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all, "each kind of refusal was met");
    // by every way in which a value is typed
    let texts = Texts { policy: apart.table.to_string(), ..Texts::default() };
    let named = |said: &Sentence| proposed(said).map(|(_, value)| value);
    for (path, value, expected) in [
        ("tiers.promote_score", "-7", Some("99".to_owned())),
        ("tiers.weights.coverage", "nonsense!", Some("20".to_owned())),
        ("tiers.weights.sales", "600", Some("690".to_owned())),
    ] {
        let typed = [apart.with(path, value).map(|_| ()), texts.with_value(path, value).and_then(|t| t.read()).map(|_| ())];
        for error in typed {
            let said = error.expect_err(path).said;
            assert_eq!(named(&said), expected, "{said:?}");
        }
    }
}
