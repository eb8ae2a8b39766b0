//! Reloads, relief and questions meet in many orders: no order loses what was taken up, and an answer never mixes two states.
//! Run with `RUSTFLAGS='--cfg shuttle' cargo test --all-features --lib orders`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::check::Query;
use crate::compile::Compiled;
use crate::compile::Compiler;
use crate::compile::Origin;
use crate::folder::ListFolder;
use crate::policy::Outcome;
use crate::screener::Screener;
use crate::screener::today;

#[test]
fn what_is_taken_up_stays_in_many_orders() {
    let editions = Arc::new([edition(false), edition(true)]);
    let home = tempfile::tempdir().unwrap();
    let path = Arc::new(home.path().to_owned());
    let run = move || one_desk(&path, &editions);
    shuttle::check_pct(run.clone(), ROUNDS, 3);
    shuttle::check_random(run, ROUNDS);
}

fn one_desk(home: &Path, editions: &Arc<[Compiled; 2]>) {
    let (folder, relief) = (ListFolder::at(home.join("lists")), home.join("relief.jsonl"));
    let _ = fs::remove_dir_all(folder.path());
    fs::create_dir(folder.path()).unwrap();
    fs::write(&relief, "").unwrap();
    let _ = folder.publish(editions[0].index(), None, None).unwrap();
    let desk = Arc::new(Screener::builder().list(folder.path()).relief(&relief).build().unwrap());
    let (new, newer) = (editions[1].edition().stamp(), Arc::clone(editions));
    let spawn = |desk: &Arc<Screener>, run: Box<dyn FnOnce(&Screener) + Send>| {
        let desk = Arc::clone(desk);
        shuttle::thread::spawn(move || run(&desk))
    };
    let publisher = spawn(
        &desk,
        Box::new(move |desk| {
            let _ = folder.publish(newer[1].index(), None, None).unwrap();
            assert_eq!(desk.reload().unwrap(), new);
        }),
    );
    let officer = spawn(
        &desk,
        Box::new(move |desk| {
            fs::write(&relief, dispute()).unwrap();
            assert_eq!(desk.reload_relief().unwrap(), 1);
        }),
    );
    let watch = spawn(&desk, Box::new(|desk| drop(desk.poll())));
    let mut before = [false; 2];
    for _ in 0..3 {
        let held = desk.hold();
        let now = [held.list().edition().stamp() == new, held.list().relief().entries().len() == 1];
        assert!(
            before.iter().zip(now).all(|(before, now)| now || !before),
            "nothing that was taken up is lost"
        );
        let query = Query::new(LISTED.0, LISTED.1).unwrap();
        let expected = match now {
            [false, _] => Outcome::Clear,
            [true, false] => Outcome::Block,
            [true, true] => Outcome::Refer,
        };
        assert_eq!(held.answer(&query).unwrap().outcome(), expected, "of the state that is held");
        before = now;
    }
    [publisher, officer, watch].into_iter().for_each(|thread| thread.join().unwrap());
    let list = desk.list();
    assert_eq!((list.edition().stamp(), list.relief().entries().len()), (new, 1), "both are in force");
}

const LISTED: (&str, &str) = ("11010519491231002X", "张某示");

fn edition(is_listed: bool) -> Compiled {
    let mut compiler = Compiler::new(today());
    let name = if is_listed { LISTED.1 } else { "王某某" };
    let row = format!(
        r#"{{"id":700000001,"iname":"{name}","cardNum":"1101051949****002X","caseCode":"(2019)示0101执1号"}}"#
    );
    compiler.push(Origin { source: "test".into(), line: 1 }, &row);
    compiler.finish().unwrap()
}

fn dispute() -> String {
    let day = today();
    format!(
        r#"{{"kind":"dispute","record":"700000001","case":"(2019)示0101执1号","from":"{day}","to":"{day}","signed_by":"甲","dated":"{day}"}}"#
    ) + "\n"
}

/// Orders that are tried of each kind.
const ROUNDS: usize = 200;
