use super::*;

#[test]
fn what_has_a_way_of_its_own_is_declared_where_it_is_a_field() {
    for way in WAYS {
        for name in way.fields.unwrap_or_default() {
            assert!(way.kind.def().field(name).is_some(), "{} has no field {name}", way.kind.def().name);
        }
    }
}
