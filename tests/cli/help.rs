//! `help` of commands, filters and fields.

use super::support::Desk;

#[test]
fn help_knows_commands_filters_and_the_fields_of_every_kind() {
    let desk = Desk::new();
    assert!(desk.run(&["help", "ticket", "act"]).code(0).stdout.contains("qudao ticket act 214"));
    let aging = desk.run(&["help", "credit", "aging"]).code(0).stdout;
    let own = aging.find("--buckets").expect("its own options");
    assert!(own < aging.find("Global options").expect("those of every command"), "{aging}");
    let words = aging.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Formats: text, json, csv, xlsx, md, html, pptx."), "{aging}");
    let filter = desk.run(&["help", "filter"]).code(0).stdout;
    assert!(filter.contains("field:none") && filter.contains("-word"), "{filter}");
    assert!(desk.run(&["help", "filter", "--lang", "zh"]).code(0).stdout.contains("字段未填"));
    for kind in qudao::domain::record::Kind::ALL {
        let fields = desk.run(&["help", "fields", kind.def().plural, "--format", "json"]).code(0).json();
        let given = kind.def().fields.iter().filter(|f| !f.computed).count();
        assert_eq!(fields["rows"].as_array().map(Vec::len), Some(given), "{}", kind.def().plural);
    }
    for (lang, words) in [("en", "{Code | replace"), ("zh", "依次执行")] {
        let mapping = desk.run(&["help", "mapping", "--lang", lang]).code(0).stdout;
        assert!(mapping.contains(words) && mapping.contains("net_amount"), "{mapping}");
        let (_, example) = mapping.split_once("\n\n[[record]]\nkind = \"partners\"").expect("an example");
        let (example, _) = example.split_once("else = \"0\" }").expect("its end");
        let example = format!("[[record]]\nkind = \"partners\"{example}else = \"0\" }}");
        let read = qudao::exchange::mapping::Mapping::parse(&example).expect("what the help shows is read");
        assert_eq!(read.record.len(), 2);
    }
    let rows = desk.run(&["help", "mapping", "--format", "json"]).code(0).json()["rows"].clone();
    let rows = rows.as_array().expect("rows");
    let has = |kind: &str, field: &str| rows.iter().any(|row| row["kind"] == kind && row["field"] == field);
    assert!(has("tickets", "holds") && has("sales", "net_amount") && !has("tickets", "resolution_due"));
    assert!(desk.run(&["help", "fields", "kontact"]).code(2).stderr.contains("contacts"));
    assert!(desk.run(&["help", "tiket"]).code(2).stderr.contains("tiket"));
}
