//! `tests/data/cases/ids.toml`, case by case.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use shixin::id::Agreement;
use shixin::id::Error;
use shixin::id::Frame;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::id::Visible;
use shixin::id::Warnings;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    read: Vec<Read>,
    refuse: Vec<Refuse>,
    mask: Vec<Mask>,
    compare: Vec<Compare>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    text: String,
    canonical: Option<String>,
    kind: String,
    sex: Option<String>,
    birth: Option<String>,
    organisation_code: Option<String>,
    lifetime: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refuse {
    text: String,
    error: String,
    position: Option<usize>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mask {
    text: String,
    canonical: Option<String>,
    subject: String,
    frames: Option<Vec<String>>,
    #[serde(default)]
    warnings: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compare {
    published: String,
    applicant: String,
    outcome: String,
    at: Option<String>,
    check: Option<String>,
    visible: Option<String>,
    because: String,
}

fn cases() -> Cases {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases/ids.toml");
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn complete_numbers_are_read() {
    for case in cases().read {
        let because = &case.because;
        let id = Id::parse(&case.text).unwrap_or_else(|error| panic!("{}: {error} ({because})", case.text));
        assert_eq!(id.as_str(), case.canonical.as_deref().unwrap_or(&case.text), "{because}");
        assert_eq!(format!("{:?}", id.kind()), case.kind, "{}: {because}", case.text);
        assert_eq!(names(id.warnings()), case.warnings, "{}: {because}", case.text);
        if let Some(sex) = case.sex {
            assert_eq!(format!("{:?}", id.sex().unwrap()), sex, "{because}");
        }
        if let Some(birth) = case.birth {
            assert_eq!(id.birth().unwrap().to_string(), birth, "{because}");
        }
        if let Some(code) = case.organisation_code {
            assert_eq!(id.organisation_code(), Some(code.as_str()), "{because}");
        }
        assert_eq!(id.lifetime(), case.lifetime.as_deref().unwrap_or(default_lifetime(&id)), "{because}");
        assert_eq!(
            Pattern::read(&case.text).unwrap().complete(),
            Some(&id),
            "a published one reads the same: {because}"
        );
    }
}

/// Where a case does not say, it is the organisation code or the whole.
fn default_lifetime(id: &Id) -> &str {
    id.organisation_code().unwrap_or(id.as_str())
}

#[test]
fn what_is_no_identifier_is_refused_by_name() {
    for case in cases().refuse {
        let found = Pattern::read(&case.text).expect_err(&case.because);
        let name = format!("{found:?}");
        assert_eq!(name.split([' ', '{']).next().unwrap(), case.error, "{}: {}", case.text, case.because);
        if let Some(expected) = case.position {
            assert_eq!(found, Error::Alphabet { position: expected }, "{}: {}", case.text, case.because);
        }
        let as_complete = Id::parse(&case.text).expect_err(&case.because);
        let masked = case.text.contains('*') && as_complete == Error::Masked;
        assert!(masked || as_complete == found, "{}: {as_complete:?}", case.text);
        assert!(
            case.text.len() < 4 || !found.to_string().contains(&case.text),
            "an error never repeats an identifier"
        );
    }
}

#[test]
fn masks_are_placed() {
    for case in cases().mask {
        let (text, because) = (&case.text, &case.because);
        let pattern = Pattern::read(text).unwrap_or_else(|error| panic!("{text}: {error} ({because})"));
        let canonical = case.canonical.as_deref().unwrap_or(text);
        assert_eq!(pattern.as_str(), canonical, "{because}");
        let subject = pattern.subject().map_or("none".to_owned(), |subject| format!("{subject:?}"));
        assert_eq!(subject, case.subject, "{text}: {because}");
        if pattern.complete().is_none() {
            assert_eq!(Id::parse(text), Err(Error::Masked), "{text} is complete for nobody");
            let shown = canonical.bytes().filter(|byte| *byte != b'*').count();
            assert_eq!(pattern.visible().count() as usize, shown, "{text}: {because}");
        }
        if let Some(frames) = case.frames {
            assert_eq!(pattern.frames().map(frame_name).collect::<Vec<_>>(), frames, "{text}: {because}");
        }
        assert_eq!(names(pattern.warnings()), case.warnings, "{text}: {because}");
    }
}

#[test]
fn agreement_is_as_told() {
    for case in cases().compare {
        let told = format!("{} / {}: {}", case.published, case.applicant, case.because);
        let published = Pattern::read(&case.published).expect(&told);
        let applicant = Id::parse(&case.applicant).expect(&told);
        let (outcome, at, check, visible) = spell(published.compare(&applicant));
        assert_eq!(
            (outcome, at, check, visible),
            (case.outcome, case.at, case.check, case.visible),
            "{told}"
        );
        let differing = published.differing(&applicant);
        assert_eq!(
            differing.is_empty(),
            !matches!(published.compare(&applicant), Agreement::Contradicts { .. }),
            "{told}"
        );
    }
}

/// Each warning that a case has is told in words of its own.
#[test]
fn warnings_are_told_apart_in_words() {
    let cases = cases();
    let read = cases.read.iter().filter_map(|case| Pattern::read(&case.text).ok());
    let masked = cases.mask.iter().filter_map(|case| Pattern::read(&case.text).ok());
    let doubtful = Pattern::read_doubtful("110105194912310021").unwrap();
    let warnings =
        read.chain(masked).chain([doubtful]).flat_map(|id| id.warnings().iter().collect::<Vec<_>>());
    let told: std::collections::BTreeMap<_, _> = warnings.map(|it| (it, it.to_string())).collect();
    assert!(told.len() >= 8, "{told:?}");
    let words: std::collections::BTreeSet<&str> = told.values().map(String::as_str).collect();
    assert_eq!(words.len(), told.len(), "{told:?}");
    assert!(words.iter().all(|it| it.split(' ').count() > 4 && !it.ends_with('.')), "clauses: {words:?}");
}

fn spell(agreement: Agreement) -> (String, Option<String>, Option<String>, Option<String>) {
    match agreement {
        Agreement::Agrees { visible, check } => {
            ("Agrees".into(), None, Some(format!("{check:?}")), Some(ranges(visible)))
        }
        Agreement::Contradicts { at } => ("Contradicts".into(), Some(format!("{at:?}")), None, None),
        other => (format!("{other:?}"), None, None, None),
    }
}

/// `0-9 14-17`, as the cases write it.
fn ranges(visible: Visible) -> String {
    let slots: Vec<usize> = visible.iter().collect();
    let runs: Vec<String> = slots
        .chunk_by(|one, next| one + 1 == *next)
        .map(|run| match run {
            [only] => only.to_string(),
            run => format!("{}-{}", run[0], run[run.len() - 1]),
        })
        .collect();
    runs.join(" ")
}

fn names(warnings: Warnings) -> Vec<String> {
    warnings.iter().map(|warning| format!("{warning:?}")).collect()
}

fn frame_name(frame: Frame) -> String {
    format!("{frame:?}").split('(').next().unwrap().to_owned()
}

#[test]
fn printing_an_id_hides_its_middle() {
    let id = Id::parse("11010519491231002X").unwrap();
    assert_eq!(id.to_string(), "110105********002X");
    assert_eq!(format!("{id:?}"), "Citizen(110105********002X)");
    assert_eq!(format!("{:?}", Pattern::from(id)), "Citizen(110105********002X)", "a pattern keeps it so");
    assert_eq!(Id::parse("H1234567801").unwrap().to_string(), "H12******01");
    let published = Pattern::read("1101051949****002X").unwrap();
    assert_eq!(published.to_string(), "1101051949****002X", "what was published may be shown");
}

#[test]
fn fifteen_digits_are_remembered() {
    assert!(Id::parse("150102880730303").unwrap().was_fifteen());
    assert!(!Id::parse("150102198807303035").unwrap().was_fifteen());
}

#[test]
fn frames_are_the_slots_they_name() {
    let frames: Vec<Frame> = Id::parse("11010519491231002X").unwrap().frames().collect();
    let bytes: Vec<&[u8]> = frames.iter().map(Frame::as_bytes).collect();
    assert_eq!(bytes, [&b"1101051949002X"[..], b"110105194902X", b"11010549002"]);
    assert_eq!(
        Id::parse("H12345678").unwrap().frames().count(),
        0,
        "other numbers are found by their lifetime part"
    );
}
