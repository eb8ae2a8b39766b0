//! A list of which a few bytes were changed and whose checksums were made right opens or is refused; opened, every verb answers or
//! says that it is damaged, and what verifies has an answer for everybody. The first byte chooses the list; then come edits of
//! ten bytes.

use std::sync::OnceLock;

use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Query;
use shixin::compile::Layers;
use shixin::compile::Origin;
use shixin::index::Diff;
use shixin::policy::Guard;

use super::Choices;
use crate::crafted::File;
use crate::crafted::small;
use crate::crafted::use_all;
use crate::invented;
use crate::invented::SplitMix;
use crate::invented::delta::feed;

pub(crate) fn holds(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let mut file = bases()[choices.below(3)].clone();
    let count = file.sections.len();
    for _ in 0..EDITS {
        if choices.is_empty() {
            break;
        }
        let section = &mut file.sections[choices.below(count)].bytes;
        edit(section, &mut choices);
    }
    let Ok(list) = List::from_bytes(file.write()) else { return };
    let is_sound = use_all(&list).is_ok();
    let verbs = other_verbs(&list);
    assert!(!is_sound || verbs.is_some(), "it verifies, and a verb fails");
}

/// Changes a stretch of bytes: one of them, a number of two, four or eight, one more, one less, a run of zeros.
pub(crate) fn edit(section: &mut Vec<u8>, choices: &mut Choices<'_>) {
    let what = choices.byte();
    let at = choices.wide() as usize % section.len().max(1);
    let value = choices.wide();
    let put = |section: &mut Vec<u8>, bytes: &[u8]| {
        section.iter_mut().skip(at).zip(bytes).for_each(|(place, byte)| *place = *byte);
    };
    match what % 9 {
        0 => put(section, &value.to_le_bytes()[..1]),
        1 => put(section, &value.to_le_bytes()[..2]),
        2 => put(section, &value.to_le_bytes()),
        3 => put(section, &(u64::from(value) << (what >> 4)).to_le_bytes()),
        4 => put(section, &u64::MAX.wrapping_sub(u64::from(value)).to_le_bytes()),
        5 if at < section.len() => drop(section.remove(at)),
        6 => section.insert(at, value.to_le_bytes()[0]),
        7 => put(section, &vec![0; (value % 600) as usize]),
        _ => {
            if let Some(byte) = section.get_mut(at) {
                *byte ^= 1 << (value % 8);
            }
        }
    }
}

/// What is made of lists beside checks; `None` where one of them found it damaged.
fn other_verbs(list: &List) -> Option<()> {
    let index = list.index();
    let honest = List::from_bytes(small()).unwrap();
    let mut all = Some(());
    for query in [Query::new("11010519491231002X", "张某示"), Query::new("", "示例建设集团有限公司")]
    {
        all = all.and(list.near_misses(&query.unwrap(), 3).ok().map(drop));
    }
    for (old, new) in [(index, honest.index()), (honest.index(), index)] {
        all =
            all.and(Diff::new(old, new).ok().and_then(|mut diff| diff.try_for_each(|it| it.map(drop)).ok()));
    }
    let day = Date::new(2026, 11, 9).unwrap();
    let mut compiler = Compiler::after(index.edition(), day);
    if compiler.take_list(index).is_ok() {
        let _ = compiler.finish();
    } else {
        all = None;
    }
    match Layers::over(index) {
        Ok(layers) => {
            let row = invented::row(9, "李某例", "3301061985****0484", "", "");
            let origin = Origin { source: "edit".into(), line: 1 };
            let _ = layers.guard(Guard::open()).take(day, [(origin, row.as_str())]);
        }
        Err(_) => all = None,
    }
    all
}

fn bases() -> &'static [File; 3] {
    static BASES: OnceLock<[File; 3]> = OnceLock::new();
    BASES.get_or_init(|| {
        let mut draw = SplitMix(9);
        let rows = feed(1, 120, &mut draw);
        let many = invented::compiled(rows.iter().map(|said| said.row.as_str())).into_bytes();
        let few = feed(1, 20, &mut draw);
        let few = invented::compiled(few.iter().map(|said| said.row.as_str())).into_bytes();
        [small(), few, many].map(|bytes| File::of(&bytes))
    })
}

const EDITS: usize = 12;
