//! An empty cell of a file takes away what a form would take away, and nothing else.

use super::*;

impl Desk {
    /// A record that was made here, with other values than a new one has where they are free.
    fn settled(&mut self, kind: Kind) -> Row {
        let there = self.made(kind);
        let mut row = there.clone();
        for f in kind.def().fields.iter().filter(|f| !f.computed) {
            match f.ty {
                FieldType::Choice(list) if f.default.is_some() && kind != Kind::Target => {
                    let other = list.iter().rfind(|c| Some(c.code) != f.default).map_or("", |c| c.code);
                    row.set(f.name, Value::Text(other.to_owned()));
                }
                FieldType::Time if f.kept => row.set(f.name, Value::Int(1_748_000_000)),
                _ => {}
            }
        }
        let change =
            crate::store::Change { actor: "admin", at: self.office.session.now(), label: "change-edit", detail: "x", rules: 0 };
        // what is only added to stays as it was made
        let changed = self.office.session.store.write(&change, |tx| tx.update(&row));
        if changed.is_ok() { record::get(self.office.session.store.conn(), kind, there.id).expect("there") } else { there }
    }
}

#[test]
fn an_empty_cell_leaves_what_is_never_empty_as_it_is() {
    let mut desk = Desk::new();
    let (mut wrong, mut kept) = (Vec::new(), 0);
    for kind in Kind::ALL.iter().copied().filter(|k| !k.is_fact() && *k != Kind::PolicyVersion) {
        let fields = kind.def().fields;
        let never_empty = |f: &&Field| f.required || f.stays();
        for f in fields.iter().filter(never_empty) {
            let there = desk.settled(kind);
            if there.get(f.name).is_null() {
                continue;
            }
            for who in ["li", "head", "admin"] {
                let got = desk.import_but(who, &there, f.name);
                let now = record::get(desk.office.session.store.conn(), kind, there.id).expect("it is there");
                let lost = fields.iter().filter(never_empty).filter(|f| now.get(f.name) != there.get(f.name));
                for lost in lost.map(|f| (f.name, there.get(f.name), now.get(f.name))) {
                    wrong.push(format!("{who} {}.{} empty: {got:?} {lost:?}", kind.def().name, f.name));
                }
                kept += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(kept > 300, "only {kept} cells were tried");
}
