//! Changed rosters and standings, their checksums made right, are refused or opened; opened, everybody in them can be asked
//! about, or it is said what is damaged. The first byte chooses: any bytes as a roster or a standing, or edits of honest ones.

use std::sync::OnceLock;

use shixin::List;
use shixin::Roster;
use shixin::record::Role;
use shixin::roster::Holder;
use shixin::roster::Party;
use shixin::roster::Standing;

use super::Choices;
use super::lists::edit;
use crate::crafted::File;
use crate::crafted::LISTED;
use crate::crafted::ROSTER;
use crate::crafted::STANDING;
use crate::crafted::small;

pub(crate) fn holds(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (choice, world) = (choices.byte(), world());
    let is_roster = choice % 2 == 0;
    let file = if choice & 2 == 0 {
        File::salvage(choices.0)
    } else {
        edited(if is_roster { &world.roster } else { &world.standing }, &mut choices)
    };
    if is_roster { roster(file.write_as(ROSTER), world) } else { standing(file.write_as(STANDING), world) }
}

fn edited(honest: &[u8], choices: &mut Choices<'_>) -> File {
    let mut file = File::of(honest);
    for _ in 0..8 {
        if choices.is_empty() {
            break;
        }
        let at = choices.below(file.sections.len());
        edit(&mut file.sections[at].bytes, choices);
    }
    file
}

fn roster(bytes: Vec<u8>, world: &World) {
    let Ok(roster) = Roster::from_bytes(bytes) else { return };
    for number in 0..roster.len().min(64) {
        let Ok(holder) = roster.holder(number) else { continue };
        assert!(holder.parties().count() >= 1);
        let _ = holder.applicant();
    }
    if roster.len() > 4_096 {
        return;
    }
    if let Ok(standing) = roster.screen(&world.list, 1, |_| {}) {
        if let Ok(rescreen) = roster.rescreen(&world.list, &world.list, &standing) {
            assert_eq!(rescreen.filter(Result::is_ok).count(), 0, "nothing changed");
        }
        assert_eq!(Standing::from_bytes(standing.to_bytes().unwrap()).unwrap(), standing);
    }
}

fn standing(bytes: Vec<u8>, world: &World) {
    let Ok(standing) = Standing::from_bytes(bytes) else { return };
    assert_eq!(standing.matched(), standing.numbers().count() as u64);
    let roster = Roster::from_bytes(world.roster.clone()).unwrap();
    if let Ok(rescreen) = roster.rescreen(&world.list, &world.list, &standing) {
        rescreen.take(100).for_each(drop);
    }
}

struct World {
    list: List,
    roster: Vec<u8>,
    standing: Vec<u8>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let list = List::from_bytes(small()).unwrap();
        let roster = honest();
        let standing = Roster::from_bytes(roster.clone()).unwrap().screen(&list, 1, |_| {}).unwrap();
        World { list, roster, standing: standing.to_bytes().unwrap() }
    })
}

/// Holders of every kind: asked for a use, of several documents, with parties beside them.
pub(crate) fn honest() -> Vec<u8> {
    let mut builder = Roster::builder();
    let mut pilot = Holder::new("驾照-1", Party::new(LISTED, "张某示"));
    pilot.measure = "travel.air";
    let mut company = Holder::new("许可-2", Party::new("600037341", "示例建设集团有限公司"));
    company.linked.push((Role::LegalRepresentative, Party::new(LISTED, "张某示")));
    let stranger = Holder::new("许可-3", Party::new("440524188001010014", "赵某无"));
    for holder in [&pilot, &company, &stranger, &Holder::new("4", Party::new("", "李某例"))] {
        builder.push(holder).unwrap();
    }
    builder.finish().unwrap()
}
