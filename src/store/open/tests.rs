//! What older databases have is there after a step.

use super::*;

/// The number of the step that made SKUs records.
const SKU: i64 = 28;

/// One cell of one row, as text.
fn one(conn: &Connection, sql: &str) -> String {
    let value = conn.query_row(sql, [], |r| r.get::<_, rusqlite::types::Value>(0)).unwrap_or_else(|e| panic!("{sql}: {e}"));
    match value {
        rusqlite::types::Value::Integer(n) => n.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    }
}

#[test]
fn articles_that_were_texts_are_records_and_everything_names_them() {
    assert!(newest() >= SKU);
    let mut conn = in_memory(SKU - 1).expect("the schema before");
    conn.execute_batch(
        r#"INSERT INTO partner (id, code, name, status) VALUES (1, 'D1', 'One', 'active');
           INSERT INTO product_line (id, code, name) VALUES (71, 'x', 'X'), (72, 'y', 'Y');
           INSERT INTO change_set (id, actor, at, label, detail) VALUES (1, 'li.wei', 0, 'change-import', '');
           INSERT INTO batch (id, change_set, kind, source) VALUES (1, 1, 'sale', 'a.csv'), (2, 1, 'sale', 'b.csv');
           WITH sold(day, line, sku) AS (VALUES
             (1, 71, 'TEA'), (2, 72, 'TEA'), (3, 72, 'TEA'), (4, 0, 'TEA'), (5, 0, 'NUT'), (6, 99, 'GONE'), (7, 71, ''))
             INSERT INTO sale SELECT 1, day, 'N1', line, sku, NULL, NULL, 1, day, 100 * day, 0, 0, 0, 0, 0, 0, 0, 1 FROM sold;
           INSERT INTO sale_before SELECT 2, partner, 9, document, line, 'OLD', region, owner, orders, quantity, net_amount, returns, cost,
             commission, advertising, logistics, promotion, sellout, 1 FROM sale WHERE day = 1;
           INSERT INTO sale_closed SELECT partner, 8, document, line, 'SHUT', region, owner, orders, quantity, net_amount, returns, cost,
             commission, advertising, logistics, promotion, sellout, 1, 1 FROM sale WHERE day = 1;
           INSERT INTO stock VALUES (1, 5, 'NUT', 71, 40, 400, 1), (1, 5, 'TEA', 71, 50, 500, 1), (1, 6, '', NULL, 3, 30, 1);
           INSERT INTO stock_before VALUES (2, 1, 4, 'NUT', 71, 4, 4, 1);
           INSERT INTO stock_closed VALUES (1, 3, 'NUT', 71, 5, 5, 1, 0);
           INSERT INTO shipment (code, partner, shipped_on, line, sku) VALUES ('C1', 1, 5, 72, 'BOX'), ('C2', 1, 5, 72, NULL);
           INSERT INTO price_sighting (partner, line, sku, channel, "on", price) VALUES
             (1, 71, 'TEA', 'online', 5, 90), (1, 71, NULL, 'online', 5, 80);
           INSERT INTO audit (change_set, kind, record, action, version, before, after) VALUES
             (1, 'shipment', 9, 'delete', 1, '{"code":"C9","sku":"ONCE"}', NULL),
             (1, 'price_sighting', 1, 'update', 2, '{"price":70,"sku":"TEA"}', '{"price":90,"sku":null}'),
             (1, 'partner', 1, 'update', 2, '{"name":"sku"}', '{"name":"One"}');"#,
    )
    .expect("an older database");
    let counts = |conn: &Connection| {
        let tables =
            ["sale", "sale_before", "sale_closed", "stock", "stock_before", "stock_closed", "shipment", "price_sighting"];
        tables.map(|table| one(conn, &format!("SELECT count(*) FROM {table}")))
    };
    let sums =
        "SELECT group_concat(day || ' ' || line || ' ' || quantity || ' ' || net_amount) FROM (SELECT * FROM sale ORDER BY day)";
    let (before, sold) = (counts(&conn), one(&conn, sums));
    Migrations::from_slice(STEPS).to_version(&mut conn, usize::try_from(SKU).expect("a number")).expect("brought up to date");
    assert_eq!((counts(&conn), one(&conn, sums)), (before, sold), "no row is lost, no figure another");
    let made = "SELECT group_concat(code || ' ' || coalesce(line, '-') || ' ' || state) FROM (SELECT * FROM sku ORDER BY code)";
    assert_eq!(
        one(&conn, made),
        "BOX 72 active,GONE - active,NUT 71 active,OLD 71 active,ONCE - active,SHUT 71 active,TEA 72 active",
        "the line that most of its sales have, else what counts and shipments say"
    );
    let named = |table: &str, order: &str| {
        let of = format!(
            "SELECT coalesce(k.code, f.sku, '-') AS code FROM {table} f LEFT JOIN sku k ON k.id = f.sku ORDER BY {order}"
        );
        one(&conn, &format!("SELECT group_concat(code) FROM ({of})"))
    };
    assert_eq!(named("sale", "day"), "TEA,TEA,TEA,TEA,NUT,GONE,0");
    assert_eq!(named("stock", "day, code"), "NUT,TEA,0");
    for (table, code) in [("sale_before", "OLD"), ("sale_closed", "SHUT"), ("stock_before", "NUT"), ("stock_closed", "NUT")] {
        assert_eq!(named(table, "1"), code, "{table}");
    }
    assert_eq!((named("shipment", "f.code"), named("price_sighting", "f.id")), ("BOX,-".to_owned(), "TEA,-".to_owned()));
    let logged = |record: i64, side: &str| {
        one(
            &conn,
            &format!(
                "SELECT coalesce((SELECT code FROM sku WHERE id = json_extract({side}, '$.sku')), 'none') FROM audit WHERE record = {record} AND kind <> 'partner'"
            ),
        )
    };
    assert_eq!([logged(9, "before"), logged(1, "before"), logged(1, "after")], ["ONCE", "TEA", "none"]);
    assert_eq!(one(&conn, "SELECT count(*) FROM pragma_foreign_key_check"), "0");
}
