use super::*;
use crate::domain::record::{Expected, Value};
use crate::exchange::file::Options;
use crate::exchange::mapping::Mapping;
use crate::exchange::outfile::{Files, Reach};

/// The texts of every row that is read, by field.
fn read(mapping: &str, files: &[(&str, &str)]) -> Result<Vec<Vec<(&'static str, String)>>, PlanError> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let mapping = Mapping::parse(mapping).expect("a mapping");
    let section = &mapping.record[0];
    let source = file::Source::open(&folder.path().join(files[0].0), &Options::default())?;
    let header = source.header()?;
    let style = section.style(&Style::default());
    let plan =
        Plan::of_section(section, &source, &header, style, &mut Tables::among(Files::new(folder.path(), Reach::Anywhere)))?;
    let def = section.def()?;
    let mut found = Vec::new();
    source.each(|number, row| {
        if number > 1
            && let Some(cells) = plan.take(row).expect("compared")
        {
            let text =
                |(f, t): (usize, Result<Cow<'_, str>, Uncompared>)| (def.fields[f].name, t.expect("compared").into_owned());
            found.push(plan.texts(&cells).map(text).collect());
        }
        Ok::<_, FileError>(true)
    })?;
    Ok(found)
}

#[test]
fn a_row_is_made_of_columns_sums_conditions_and_joins() {
    let mapping = r#"
        [[record]]
        kind = "sales"
        only = ["{Kind} = sale"]
        skip = ["!{Order}"]
        [[record.join]]
        name = "product"
        file = "product.csv"
        key = "ProductKey"
        [[record.join]]
        name = "category"
        file = "category.csv"
        key = "id"
        by = "{product.Category}"
        [record.set]
        document = "{Order}/{Customer}"
        line = "{category.name}"
        net_amount = "= {Price} * {Quantity} * (1 - {Discount})"
        cost = "= -({Price} - 1.5) / 2"
        returns = { when = "{Back} = yes", then = "{Price}", else = "0" }
        sku = "{ProductKey}"
        [record.values.sku]
        P2 = "second"
    "#;
    let lines = "Order,Customer,ProductKey,Price,Quantity,Discount,Back,Kind\n\
                 A,C1,P1,10,3,0.25,yes,sale\nA,C1,P2,4.5,,0,no,sale\n,C1,P1,1,1,0,no,sale\nB,C2,P1,1,1,0,no,note\n";
    let files = [("lines.csv", lines), ("product.csv", "productkey,Category\nP1,7\n"), ("category.csv", "id,name\n7,Bikes\n")];
    let rows = read(mapping, &files).expect("rows");
    let row = |line: &str, net: &str, cost: &str, returns: &str, sku: &str| {
        let cells =
            [("cost", cost), ("document", "A/C1"), ("line", line), ("net_amount", net), ("returns", returns), ("sku", sku)];
        cells.map(|(f, t)| (f, t.to_owned())).to_vec()
    };
    assert_eq!(rows, [row("Bikes", "22.5", "-4.25", "10", "P1"), row("", "", "-1.5", "0", "second")]);
}

#[test]
fn a_span_lasts_until_the_next_date_of_the_column() {
    let mapping = "[[record]]\nkind = \"targets\"\nheaders = true\nset.to_day = { until_next = \"Date\", last = \"2025-12-31\" }\nset.from_day = \"{Date}\"";
    let rows =
        read(mapping, &[("quota.csv", "Subject,Date,Amount\nA,2025-01-01,1\nB,2025-03-30,2\nA,2025-01-01,3\n")]).expect("rows");
    let ends: Vec<&str> = rows.iter().flat_map(|r| r.iter().filter(|(f, _)| *f == "to_day").map(|(_, t)| t.as_str())).collect();
    assert_eq!(ends, ["2025-03-29", "2025-12-31", "2025-03-29"]);
    assert_eq!(rows[0].len(), 4, "subject and amount by their headers: {:?}", rows[0]);
}

#[test]
fn a_column_that_is_not_there_is_named_with_the_nearest() {
    let file = [("lines.csv", "Order,Amount\nA,1\n")];
    let cases = [
        ("set.document = \"{Ordr}\"", "no column `Ordr`: expected Order"),
        ("set.document = \"{Order\"", "`}` behind the name"),
        ("set.net_amount = \"= {Amount} +\"", "numbers and `{columns}`"),
        ("set.net_amount = \"= ({Amount}\"", "numbers and `{columns}`"),
        ("skip = [\"Order = A\"]", "`{column} = value`"),
        ("join = [{ name = \"x\", file = \"missing.csv\", key = \"Order\" }]", "there is no file `"),
    ];
    for (line, words) in cases {
        let message = read(&format!("[[record]]\nkind = \"sales\"\n{line}"), &file).expect_err(line).to_string();
        assert!(message.contains(words), "{line}: {message}");
    }
}

#[test]
fn a_sum_over_what_is_no_number_is_read_as_that_cell() {
    let mapping = "[[record]]\nkind = \"sales\"\nset.net_amount = \"= {Amount} / {Parts}\"";
    let rows = read(mapping, &[("a.csv", "Amount,Parts\nten,1\n1,0\n\"1,234.50\",2\n")]).expect("rows");
    let texts: Vec<&str> = rows.iter().map(|r| r[0].1.as_str()).collect();
    assert_eq!(texts, ["ten", "#DIV/0!", "617.25"]);
    let field = crate::domain::record::Field::money();
    assert_eq!(value::read(&field, texts[1]), Err(Expected::Amount));
    assert_eq!(value::read(&field, texts[2]), Ok(Value::Int(6_172_500)));
}

#[test]
fn conditions_compare_numbers_days_and_text() {
    let lines = "Order,Kind,Quantity,Day,Late\nA,Consumer,13,2025-03-01,\nB,Corporate,14,2025年4月1日,2025-03-31\n\
                 C,Home and Office,3.5,2025-05-01,2025-05-01 10:00\n007,consumer,,,\n";
    let kept = |line: &str| -> String {
        let mapping = format!("[[record]]\nkind = \"sales\"\nset.document = \"{{Order}}\"\n{line}");
        let rows = read(&mapping, &[("lines.csv", lines)]).expect(line);
        rows.iter().map(|row| row[0].1.as_str()).collect::<Vec<_>>().join(" ")
    };
    for (condition, orders) in [
        ("{Quantity} > 13", "B"),
        ("{Quantity} >= 13", "A B"),
        ("{Quantity} = 13.0", "A"),
        ("{Quantity} < 10", "C"),
        ("{Quantity} != 13", "B C 007"),
        ("{Order} = 7", ""),
        ("{Order} = 007", "007"),
        ("{Day} > 2025-03-01", "B C"),
        ("{Day} = 2025/4/1", "B"),
        ("{Late} < {Day}", "B"),
        ("{Late} <= {Day}", "B C"),
        ("{Late}", "B C"),
        ("!{Late}", "A 007"),
        ("not {Late} and {Quantity}", "A"),
        ("{Kind} = Consumer", "A"),
        ("{Kind|lower} = consumer", "A 007"),
        ("{Kind} = 'Consumer' or {Kind} = \\\"Corporate\\\"", "A B"),
        ("{Kind} in (Consumer, 'Home and Office')", "A C"),
        ("({Kind} = Consumer or {Kind} = Corporate) and {Quantity} > 13", "B"),
        ("{Kind} = Consumer or {Kind} = Corporate and {Quantity} > 13", "A B"),
        ("!({Kind} = Consumer or {Late})", "007"),
        ("{Order}-{Kind} = A-Consumer", "A"),
        ("{Order} = O'Neill (old)", ""),
    ] {
        assert_eq!(kept(&format!("only = [\"{condition}\"]")), orders, "{condition}");
    }
    assert_eq!(kept("skip = [\"{Quantity} > 13\", \"{Kind} = Consumer\"]"), "C 007");
}

#[test]
fn what_a_condition_does_not_say_is_told_where_it_stops() {
    let file = [("lines.csv", "Order,Kind\nA,1\n")];
    for (condition, words) in [
        ("{Kind} == Consumer", "at `= Consumer`"),
        ("{Kind} = a = b", "at `= b`"),
        ("{Kind} = Consumer or", "is not understood"),
        ("{Kind} = Home and Office", "joined by and, or, not"),
        ("{Kind} in Consumer", "at `Consumer`"),
        ("{Kind} in (a, b", "is not understood"),
        ("({Kind}", "is not understood"),
        ("{Kind} = 'a", "a quote that closes"),
        ("{Kind} > many", "a number or a day"),
        ("'a' = b", "is not understood"),
        ("{Kind|uper} = A", "no function `uper`: expected upper"),
        ("{Knd} = A", "no column `Knd`: expected Kind"),
    ] {
        let message = read(&format!("[[record]]\nkind = \"sales\"\nonly = [\"{condition}\"]"), &file).expect_err(condition);
        assert!(message.to_string().contains(words), "{condition}: {message}");
    }
    let deep = format!("{}{{Kind}}{}", "(".repeat(10_000), ")".repeat(10_000));
    let message = read(&format!("[[record]]\nkind = \"sales\"\nonly = [\"{deep}\"]"), &file).expect_err("too deep");
    assert!(message.to_string().contains("is not understood"), "no person writes that");
}

#[test]
fn a_cell_that_can_not_be_compared_and_a_test_that_none_fulfils_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lines.csv");
    std::fs::write(&path, "Order,Kind,Quantity\nA,1,13\nB,1,many\n").expect("written");
    let text = "[[record]]\nkind = \"sales\"\nskip = [\"{Quantity} > 20 or {Kind} = 2\"]\n\
                set.document = { when = \"{Kind} in (1, x)\", then = \"{Order}\" }\n";
    let mapping = Mapping::parse(text).expect("a mapping");
    let source = file::Source::open(&path, &Options::default()).expect("a file");
    let header = source.header().expect("a header");
    let files = Files::new(folder.path(), Reach::Anywhere);
    let plan =
        Plan::of_section(&mapping.record[0], &source, &header, Style::default(), &mut Tables::among(files)).expect("a plan");
    let rows = [StringRecord::from(vec!["A", "1", "13"]), StringRecord::from(vec!["B", "1", "many"])];
    let cells = plan.take(&rows[0]).expect("compared").expect("kept");
    assert_eq!(plan.texts(&cells).map(|(_, t)| t.expect("compared").into_owned()).collect::<Vec<_>>(), ["A"]);
    let uncompared = plan.take(&rows[1]).expect_err("it is no number");
    assert_eq!(uncompared, Untaken::Uncompared(Uncompared { text: "many".into(), test: "{Quantity} > 20".into() }));
    assert_eq!(plan.unmet(), ["{Quantity} > 20", "{Kind} = 2"]);
}

/// What becomes of the rows of one file that look a second one up.
fn looked_up(join: &str, head: &str, set: &str) -> Result<Vec<Result<Vec<String>, Untaken>>, PlanError> {
    let folder = tempfile::tempdir().expect("a folder");
    let first = folder.path().join("rows.csv");
    std::fs::write(&first, "Order\nA\nB\nC\n").expect("written");
    std::fs::write(folder.path().join("head.csv"), head).expect("written");
    let text = format!(
        "[[record]]\nkind = \"sales\"\n[[record.join]]\nname = \"head\"\nfile = \"head.csv\"\nkey = \"Order\"\n{join}\n[record.set]\ndocument = '{set}'"
    );
    let mapping = Mapping::parse(&text).expect("a mapping");
    let source = file::Source::open(&first, &Options::default())?;
    let style = Style { zone: chrono_tz::Asia::Shanghai, ..Style::default() };
    let mut tables = Tables::among(Files::new(folder.path(), Reach::Anywhere));
    let plan = Plan::of_section(&mapping.record[0], &source, &source.header()?, style, &mut tables)?;
    let mut found = Vec::new();
    source.each(|number, row| {
        if number > 1 {
            let cells = plan.take(row).map(|cells| cells.expect("not left out"));
            found.push(cells.map(|cells| plan.texts(&cells).map(|(_, t)| t.expect("compared").into_owned()).collect()));
        }
        Ok::<_, FileError>(true)
    })?;
    Ok(found)
}

#[test]
fn of_several_rows_of_one_key_one_is_taken_only_where_the_mapping_says_which() {
    let head = "Order,To\nA,x\nB,y\nA,z\nB,y\n";
    let texts = |join: &str| -> Vec<String> {
        let rows = looked_up(join, head, "{head.To}").expect("read");
        rows.into_iter().map(|row| row.map_or_else(|e| format!("{e:?}"), |texts| texts.concat())).collect()
    };
    let several = Untaken::Several { join: "head".into(), key: "A".into(), rows: vec![2, 4] };
    assert_eq!(texts(""), [format!("{several:?}").as_str(), "y", ""], "rows that say the same are one");
    assert_eq!(texts("repeats = \"first\""), ["x", "y", ""]);
    assert_eq!(texts("repeats = \"last\""), ["z", "y", ""]);
    assert_eq!(texts("each = \"{To}\""), ["x", "y", ""], "all of them are meant");
}

#[test]
fn whether_a_second_file_has_a_row_is_a_condition() {
    let mapping = r#"
        [[record]]
        kind = "sales"
        only = ["{head}"]
        skip = ["{head.To} = y"]
        [[record.join]]
        name = "head"
        file = "head.csv"
        key = "Order"
        [record.set]
        document = "{Order}"
        "#;
    let files = [("rows.csv", "Order\nA\nB\nC\n"), ("head.csv", "Order,To\nA,\nB,y\n")];
    let found = read(mapping, &files).expect("read");
    assert_eq!(found, [vec![("document", "A".to_owned())]], "a row without a word is a row");
}

#[test]
fn spans_of_a_state_come_out_of_the_changes_of_each_key() {
    let head = "Order,Status,At\n\
                A,Open,2025-06-03 09:00\n\
                A,Waiting,2025-06-03 10:00\n\
                B,Waiting,2025-06-03 11:00\n\
                A,Waiting for parts,2025-06-03 12:00\n\
                A,Waiting,2025-06-05 10:00\n\
                A,Closed,2025-06-05 11:30\n\
                A,Open,2025-06-04 09:00\n";
    let join = r#"spans = { when = "{Status | part 1 7} = Waiting", at = "{At}" }"#;
    let rows = looked_up(join, head, "{head.spans}").expect("read");
    let texts: Vec<String> = rows.into_iter().map(|row| row.expect("taken").concat()).collect();
    let expected = ["2025-06-03 10:00 ~ 2025-06-04 09:00; 2025-06-05 10:00 ~ 2025-06-05 11:30", "2025-06-03 11:00 ~", ""];
    assert_eq!(texts, expected, "by moment, each key for itself");
    for text in texts {
        let style = Style { zone: chrono_tz::Asia::Shanghai, ..Style::default() };
        crate::exchange::elsewhere::pauses(&text, &style).expect("pauses");
    }
    let wrong = head.replace("2025-06-03 12:00", "noon");
    let rows = looked_up(join, &wrong, "{head.spans}").expect("read");
    assert_eq!(rows[0], Ok(vec!["noon".to_owned()]), "what is no moment is told where pauses are read");
}
