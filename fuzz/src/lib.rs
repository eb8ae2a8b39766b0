//! The properties that the targets look into, shared with the tests of the crate.

#[path = "../../tests/crafted/mod.rs"]
mod crafted;
#[path = "../../tests/invented/mod.rs"]
mod invented;
#[path = "../../tests/naive/mod.rs"]
mod naive;
#[path = "../../tests/properties/mod.rs"]
mod properties;

/// The property of this name.
pub fn property(name: &str) -> fn(&[u8]) {
    let found = properties::ALL.iter().find(|(known, _)| *known == name);
    found.map(|(_, holds)| *holds).expect("every target is named in properties::ALL")
}
