//! A check of somebody who is not listed allocates nothing: it may run in any hot path.
#![expect(
    unsafe_code,
    reason = "an allocator that counts can only be written with `unsafe impl GlobalAlloc`"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::alloc::GlobalAlloc;
use std::alloc::Layout;
use std::alloc::System;
use std::cell::Cell;

use shixin::List;
use shixin::Outcome;
use shixin::Query;
use shixin::Relief;
use shixin::Strength;
use shixin::name::Likeness;
use shixin::name::Name;

use invented::SplitMix;

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

thread_local! {
    /// Allocations of this thread; constant and without destructor, so that counting allocates nothing itself.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it came; the count beside it touches no memory of the caller's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises to `alloc` are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as above; `memory` came from `System`.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above; `memory` came from `System`.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[test]
fn the_counter_counts() {
    let before = COUNT.get();
    let allocated = String::from("示例");
    assert_eq!((COUNT.get() - before, allocated.len()), (1, 6));
}

#[test]
fn strangers_cost_no_allocation() {
    let list = list();
    let mut draw = SplitMix(5);
    for _ in 0..2_000 {
        let id = invented::citizen(
            "440524",
            1950 + draw.below(50) as u16,
            draw.pick(&invented::DAYS),
            500 + draw.below(400) as u16,
        );
        let name = format!(
            "{}{}{}",
            draw.pick(&["赵", "欧阳", "孙"]),
            draw.pick(&["明", "國", "喆"]),
            draw.pick(&["", "辉", "芳"])
        );
        free(&list, &id, &name);
        free(&list, &id, "");
        free(&list, "", &name);
        free(&list, &invented::fifteen(&id), &name);
    }
    free(&list, " 440524188001010014 ", "赵　某");
    free(&list, "440524188001010014", "古丽娜尔·阿卜杜热合曼·买买提艾力");
    free(&list, "H8765432101", "赵某");
    free(&list, "G87654321", "赵某");
}

#[test]
fn namesakes_cost_no_allocation() {
    let list = list();
    for name in ["张某示", "張某示", "张 某示", "王乾", "王干", "萧某示", "阿里木·买买提", "阿里木买买提"]
    {
        for sequence in 500..520 {
            free(&list, &invented::citizen("330106", 1970, "0307", sequence), name);
        }
    }
    let verdict = list.check(&invented::citizen("330106", 1970, "0307", 501), "张某示").unwrap();
    assert!(verdict.namesakes() > 0, "there are namesakes to be looked at");
}

#[test]
fn organisations_cost_no_allocation() {
    let list = list();
    let codes = ["MA1BUFLT", "20286320", "E1234567"].map(invented::organisation_code);
    let longest = "示州市示县示例建筑材料设备安装工程技术咨询服务集团有限公司";
    assert!((29..=30).contains(&longest.chars().count()), "{}", longest.chars().count());
    let names = [
        "示例商贸行",
        "示例机械制造厂",
        "远方示例科技有限公司",
        "远方示例科技有限责任公司",
        "远方示例科技股份有限公司",
        "远方（示州）科技有限公司",
        "远方(示州)科技有限公司",
        "远方示例科技有限公司示州分公司",
        "远方示例投资中心（有限合伙）",
        "示州区远方副食店（个体工商户）",
        longest,
        // Listed names, with another code.
        "示例建设集团有限公司",
        "示例建设集团有限责任公司",
        "示州（示县）建材有限公司",
        "示州示县建材有限公司",
    ];
    for name in names {
        for code in &codes {
            free(&list, &invented::unified("91440100", code), name);
        }
        free(&list, &codes[0], name);
    }
}

#[test]
fn the_listed_are_found_all_the_same() {
    let id = invented::citizen("110105", 1980, "0101", 11);
    assert_eq!(list().check(&id, "张某示").unwrap().strength(), Some(Strength::Confirmed));
}

/// Asks and insists on a clear that allocated nothing.
fn free(list: &List, id: &str, name: &str) {
    let before = COUNT.get();
    let verdict = list.check(id, name);
    let allocations = COUNT.get() - before;
    let verdict = verdict.unwrap();
    assert_eq!(verdict.outcome(), Outcome::Clear, "{name}: {}", verdict.because());
    assert_eq!(allocations, 0, "{} of {name}, {} bytes", id.len(), name.len());
    let before = COUNT.get();
    let query = Query::new(id, name).unwrap().for_use("travel.air").on(list.edition().as_of);
    let verdict = list.answer(&query);
    assert_eq!(COUNT.get() - before, 0, "nor does a use, under relief, of {name}");
    assert_eq!(verdict.unwrap().outcome(), Outcome::Clear);
}

/// A list, asked once of everything that is made at its first use.
fn list() -> List {
    let people = invented::PEOPLE.iter().take(15).enumerate().map(|(number, name)| {
        let id =
            invented::publish_person(&invented::citizen("110105", 1980, "0101", 11), [1, 0, 12][number % 3]);
        invented::row(number, name, &id, "男", "580")
    });
    let organisations = invented::ORGANISATIONS.iter().take(11).enumerate().map(|(number, name)| {
        let id = invented::unified("91110105", &invented::organisation_code("60003734"));
        invented::row(100 + number, name, &invented::publish_organisation(&id, number % 3), "", "581")
    });
    let rows: Vec<String> = people.chain(organisations).collect();
    let relief = r#"{"kind":"dispute","record":7,"name":"张某示","signed_by":"甲","dated":"2026-01-01"}"#;
    let relief = Relief::read(relief.as_bytes()).unwrap();
    let list = invented::list(rows.iter().map(String::as_str)).with_relief(relief);
    let _ = list.check("", "远方（示州）科技股份有限责任公司（个体工商户）").map(drop);
    list
}

#[test]
fn ordinary_names_are_read_aloud_and_told_apart_without_allocation() {
    let texts = ["张小明", "单示例", "欧阳示例", "阿里木·买买提", "示例商贸有限公司", "ZHANG SANSHI"];
    let names: Vec<Name<'_>> = texts.iter().map(|text| Name::read(text).unwrap()).collect();
    let compare = || {
        let alike = names.iter().flat_map(|a| names.iter().map(|b| a.compare(b)));
        let spoken = names.iter().filter_map(Name::reading).count();
        let moved = names.iter().filter_map(Name::rearranged).count();
        (alike.filter(|likeness| *likeness == Likeness::Same).count(), spoken, moved)
    };
    let first = compare(); // The words that classes are told by are prepared once.
    let before = COUNT.get();
    assert_eq!(compare(), first);
    assert_eq!(COUNT.get() - before, 0);
    assert_eq!(first, (6, 5, 0));
}
