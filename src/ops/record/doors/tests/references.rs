//! What people read of a reference is what they call the record, never the number of its row.

use super::*;

/// Makes rows and numbers go apart, so that one is not taken for the other.
fn apart(desk: &mut Desk) {
    let conn = desk.office.session.store.conn();
    for kind in Kind::ALL.iter().filter(|k| k.def().field("number").is_some()) {
        let sql = "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, '7000')";
        conn.execute(sql, [format!("numbered {}", kind.def().name)]).expect("a number");
    }
    for _ in 0..40 {
        desk.made(Kind::Contact);
    }
}

#[test]
fn a_refusal_calls_what_a_field_refers_to_as_people_do() {
    let mut desk = Desk::new();
    apart(&mut desk);
    let mut named = 0;
    for kind in Kind::ALL.iter().copied().filter(|k| !k.is_fact() && *k != Kind::PolicyVersion) {
        for f in kind.def().fields {
            let FieldType::Ref(of) = f.ty else { continue };
            for (who, door) in [("li", "form"), ("head", "form"), ("li", "import"), ("head", "import")] {
                let there = desk.made(kind);
                let mut row = there.clone();
                let other = if of == Kind::PolicyVersion { desk.newest(of) } else { desk.made(of).id };
                row.set(f.name, Value::Int(other));
                desk.problems.clear();
                if door == "form" {
                    desk.form(who, row.clone());
                } else {
                    desk.import(who, &row);
                }
                for p in &desk.problems {
                    let Some((_, at)) = kind.def().field(p.field) else { continue };
                    let FieldType::Ref(of) = at.ty else { continue };
                    for id in [&row, &there].into_iter().filter_map(|r| r.get(at.name).int()) {
                        assert_ne!(p.value, id.to_string(), "{} {} by {door}: {p:?}", kind.def().name, at.name);
                        let called = record::called(desk.office.session.store.conn(), of, id).expect("a name");
                        named += usize::from(p.value == called);
                    }
                }
            }
        }
    }
    assert!(named > 12, "only {named} were looked at");
}
