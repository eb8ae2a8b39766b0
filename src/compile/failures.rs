//! Every step of sorting with spill files and of publishing fails once, or is the last before the process dies: there is the
//! list that there would have been, or an error and what was there before.

#![expect(clippy::arithmetic_side_effects, reason = "in a test a panic is the report")]

use std::path::Path;
use std::sync::Arc;

use crate::compile::Compiled;
use crate::compile::Compiler;
use crate::compile::Error;
use crate::compile::Origin;
use crate::compile::publish::publish;
use crate::disk::Disk;
use crate::disk::Publication;
use crate::disk::failing::Failing;
use crate::disk::failing::HOWS;
use crate::disk::failing::How;
use crate::disk::model::Model;
use crate::index::Index;

#[test]
fn whichever_step_of_spilling_fails_there_is_the_same_list_or_none() {
    let whole = compile(&(Arc::new(Model::default()) as Arc<dyn Disk>), ROWS).unwrap();
    let mut failed = 0;
    for (nth, how) in HOWS.into_iter().enumerate() {
        let (mut steps, stride) = if is_full() { (0, 1) } else { (nth, HOWS.len()) };
        loop {
            let disk = Failing::new(Model::default(), steps, how);
            let compiled = compile(&(Arc::new(disk.clone()) as Arc<dyn Disk>), ROWS);
            match compiled {
                Ok(compiled) => assert!(compiled.as_bytes() == whole.as_bytes(), "{}", disk.what()),
                Err(error) => {
                    assert!(matches!(error, Error::Spill(_)), "{}: {error}", disk.what());
                    assert!(error.to_string().contains("nothing was published"), "{error}");
                    failed += 1;
                }
            }
            if !disk.has_failed() {
                break;
            }
            steps += stride;
        }
        assert!(steps > 12, "{steps} steps were tried");
    }
    assert!(failed > 12, "{failed} compilations failed");
}

#[test]
fn whichever_step_of_publishing_fails_the_old_file_or_the_new_one_is_there() {
    let editions = [compiled(3), compiled(40)].map(|it| it.index);
    for how in HOWS {
        for step in 0.. {
            let (model, path) = (Model::default(), Path::new("/lists/list.shixin"));
            let _ = publish(&model, &editions[0], path).unwrap();
            let disk = Failing::new(model.clone(), step, how);
            let done = publish(&disk, &editions[1], path);
            let now = there(&model, path, &editions);
            match done {
                Ok(_) => assert_eq!(now, 1, "{}: it is said to be published", disk.what()),
                Err(_) => assert_eq!(now, 0, "{}: an error leaves what was there", disk.what()),
            }
            let _ = publish(&model, &editions[1], path).unwrap();
            assert_eq!(there(&model, path, &editions), 1);
            let left = model.names(Path::new("/lists")).unwrap();
            assert_eq!(left.len(), 1, "{}: nothing is left over: {left:?}", disk.what());
            if !disk.has_failed() {
                assert!(step > 8, "{step} steps were tried");
                break;
            }
        }
    }
}

#[test]
fn whenever_the_power_is_cut_the_old_file_or_the_new_one_is_there() {
    let editions = [compiled(3), compiled(40)].map(|it| it.index);
    let path = Path::new("/lists/list.shixin");
    for step in 0.. {
        let model = Model::default();
        let _ = publish(&model, &editions[0], path).unwrap();
        let disk = Failing::new(model, step, How::Death);
        let done = publish(&disk, &editions[1], path);
        for left in disk.inner.after_power_cut() {
            let now = there(&left, path, &editions);
            let is_published = matches!(done, Ok(Publication::Published));
            assert!(!is_published || now == 1, "{}: what is said to be published stays", disk.what());
        }
        if !disk.has_failed() {
            assert!(step > 8, "{step} steps were tried");
            break;
        }
    }
}

/// Which of the editions is at this path: a whole one, in any case.
fn there(disk: &dyn Disk, path: &Path, editions: &[Index]) -> usize {
    let bytes = disk.read(path).unwrap();
    editions.iter().position(|edition| edition.as_bytes() == bytes).unwrap()
}

fn compiled(rows: usize) -> Compiled {
    compile(&(Arc::new(Model::default()) as Arc<dyn Disk>), rows).unwrap()
}

/// With so little memory that some hundred rows are spilled into several files.
fn compile(disk: &Arc<dyn Disk>, rows: usize) -> Result<Compiled, Error> {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap()).threads(1);
    compiler = compiler.spill_onto(disk, Path::new("/tmp"), 0);
    let given = "甲乙丙丁戊己庚辛壬癸".chars().collect::<Vec<_>>();
    for number in 0..rows {
        let (one, other) = (given[number % 10], given[number / 10 % 10]);
        let row = format!(
            r#"{{"id":{number},"iname":"示{one}{other}","caseCode":"示{number}号","sexy":"女","duty":"{}"}}"#,
            "某".repeat(100)
        );
        compiler.push(Origin { source: "test".into(), line: number as u64 + 1 }, &row);
    }
    compiler.finish()
}

/// Whether every step is tried in every way, where `SHIXIN_FAULTS` is set.
fn is_full() -> bool {
    std::env::var_os("SHIXIN_FAULTS").is_some()
}

const ROWS: usize = 500;
