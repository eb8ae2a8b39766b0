//! What the other tests keep a trail of: a small list, and answers from it.

use std::path::Path;
use std::sync::OnceLock;

use shixin::Compiler;
use shixin::List;
use shixin::Query;
use shixin::Trail;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Error;
use shixin::audit::Options;
use shixin::audit::Party;
use shixin::audit::Verification;
use shixin::audit::verify;
use shixin::compile::Origin;

/// Somebody listed, and a namesake.
pub(crate) const LISTED: (&str, &str) = ("11010519491231002X", "张某示");
pub(crate) const NAMESAKE: (&str, &str) = ("440524188001010014", "张某示");

/// Two records of one person.
pub(crate) fn list() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| List::from_bytes(list_bytes()).unwrap())
}

/// The same, as a file.
pub(crate) fn list_bytes() -> Vec<u8> {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (id, case) in [(700_000_001, 1), (700_000_002, 2)] {
        let row = format!(
            r#"{{"id":{id},"iname":"张某示","cardNum":"1101051949****002X","caseCode":"(2019)示0101执{case}号"}}"#
        );
        compiler.push(Origin { source: "test".into(), line: 1 }, &row);
    }
    compiler.finish().unwrap().into_bytes()
}

/// Checks somebody and records the answer.
pub(crate) fn ask(trail: &Trail, who: (&str, &str), asker: &Asker) -> Result<u64, Error> {
    let query = Query::new(who.0, who.1).unwrap().on("2026-11-20".parse().unwrap());
    let verdict = list().check_for("travel.air", &query).unwrap();
    trail.append(&Decision::new(&verdict, Party::new(query.ids(), query.name())).asked_by(asker))
}

/// A closed trail of so many answers.
pub(crate) fn closed(folder: &Path, entries: u64, options: Options) {
    let trail = Trail::open(folder, options).unwrap();
    for number in 1..entries {
        let asker = Asker { reference: format!("ref-{number}"), ..Asker::default() };
        ask(&trail, if number % 3 == 0 { LISTED } else { NAMESAKE }, &asker).unwrap();
    }
    trail.close().unwrap();
}

/// What anybody finds out who has nothing but the folder.
pub(crate) fn look(folder: &Path) -> Verification {
    verify(folder, None, &[]).unwrap()
}
