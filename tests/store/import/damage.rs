//! Files that arrive damaged.

use proptest::prelude::*;
use qudao::domain::record::Kind;
use qudao::ops::import::Request;

use super::{House, PARTNERS, SALES, of};

/// A way in which a file arrives damaged.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Drop(usize, usize),
    Double(usize, usize),
    Put(usize, &'static [u8]),
}

fn damage() -> impl Strategy<Value = Damage> {
    let put: Vec<&'static [u8]> =
        vec![b"\"", b"\n", b",", b"\0", b"\xff", b"\xef\xbb\xbf", "，".as_bytes(), b"\r", b"=", b"99999999999999999999"];
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), 1_u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (any::<usize>(), 1_usize..40).prop_map(|(at, n)| Damage::Drop(at, n)),
        (any::<usize>(), 1_usize..40).prop_map(|(at, n)| Damage::Double(at, n)),
        (any::<usize>(), prop::sample::select(put)).prop_map(|(at, bytes)| Damage::Put(at, bytes)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for d in damages {
        let at = |i: usize| i % bytes.len().max(1);
        match d {
            Damage::Cut(i) => bytes.truncate(at(*i)),
            Damage::Flip(i, bits) => {
                let i = at(*i);
                if let Some(b) = bytes.get_mut(i) {
                    *b ^= bits;
                }
            }
            Damage::Drop(i, n) => {
                let from = at(*i);
                let to = (from + n).min(bytes.len());
                bytes.drain(from..to);
            }
            Damage::Double(i, n) => {
                let from = at(*i);
                let to = (from + n).min(bytes.len());
                let part: Vec<u8> = bytes[from..to].to_vec();
                bytes.splice(from..from, part);
            }
            Damage::Put(i, what) => {
                let i = at(*i);
                bytes.splice(i..i, what.iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_imported_whole_or_not_at_all(
        damages in prop::collection::vec(damage(), 1..6),
        which in 0_usize..4,
    ) {
        let mut house = House::furnished();
        let sources: [(Kind, &str, Vec<u8>); 4] = [
            (Kind::Partner, "p.csv", PARTNERS.replace("D00", "E00").into_bytes()),
            (Kind::Sale, "s.csv", SALES.replace("SO", "NO").into_bytes()),
            (Kind::Partner, "gb.csv", encoding_rs::GB18030.encode(&PARTNERS.replace("D00", "E00")).0.into_owned()),
            (Kind::Target, "t.csv", "scope,subject,period,amount\npartner,D001,2025-07,10\nnetwork,,2025,5\n".into()),
        ];
        let (kind, name, bytes) = &sources[which];
        let file = house.write(name, damaged(bytes.clone(), &damages));
        let before = house.dump();
        for skip_bad in [false, true] {
            match house.run(&Request { skip_bad, ..of(*kind, &file) }) {
                Ok(report) if report.written => {
                    prop_assert!(skip_bad || report.problem_count() == 0);
                    let again = house.run(&Request { skip_bad, ..of(*kind, &file) }).expect("it was read once");
                    prop_assert!(!again.written, "the second time changes nothing: {:?}", again.sections);
                }
                Ok(report) => {
                    prop_assert!(report.problem_count() > 0 || report.changed() == 0);
                    prop_assert_eq!(house.dump(), before.clone());
                }
                Err(_) => prop_assert_eq!(house.dump(), before.clone()),
            }
            if house.dump() != before {
                break;
            }
        }
        let sound: String = house.session.store.conn().query_row("PRAGMA integrity_check", [], |r| r.get(0)).expect("checked");
        prop_assert_eq!(sound, "ok");
    }
}
