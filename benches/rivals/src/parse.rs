//! How long does it take merely to parse the rows? What a compile is measured against.

use std::time::Instant;

use shixin::record::Record;

use crate::maker::Maker;

/// A row as one would declare it for `serde_json`.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed, not read")]
struct Row {
    id: u64,
    iname: String,
    case_code: String,
    age: u32,
    sexy: Option<String>,
    card_num: String,
    business_entity: String,
    court_name: String,
    area_name: String,
    party_type_name: String,
    gist_id: String,
    reg_date: String,
    gist_unit: Option<String>,
    duty: String,
    performance: String,
    performed_part: Option<String>,
    unperform_part: Option<String>,
    disrupt_type_name: String,
    publish_date: String,
    qysler: Option<serde_json::Value>,
}

/// Prints microseconds a row, the best of three: `serde_json` into a plain struct, and [`Record::read`].
pub fn measure(maker: Maker) {
    let rows: Vec<String> = maker.rows().collect();
    let bytes: usize = rows.iter().map(String::len).sum();
    let best = |parse: &dyn Fn(&str) -> bool| {
        let pass = || {
            let from = Instant::now();
            assert!(rows.iter().all(|row| parse(row)), "every row can be parsed");
            from.elapsed().as_secs_f64()
        };
        (0..3).map(|_| pass()).fold(f64::MAX, f64::min) * 1e6 / rows.len() as f64
    };
    let plain = best(&|row| serde_json::from_str::<Row>(row).is_ok());
    let record = best(&|row| Record::read(row).is_readable());
    println!("{} rows of {} bytes: serde_json into a struct {plain:.2} µs a row, Record::read {record:.2} µs", rows.len(), bytes / rows.len());
}
