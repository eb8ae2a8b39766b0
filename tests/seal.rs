//! The seal: what is vouched for is taken, and nothing else, where seals are asked for.
#![cfg(feature = "seal")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use proptest::prelude::*;
use shixin::Compiler;
use shixin::List;
use shixin::ListFolder;
use shixin::Screener;
use shixin::check::OpenError;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::folder::FolderError;
use shixin::screener::BuildError;
use shixin::screener::Event;
use shixin::screener::ReliefFault;
use shixin::screener::ReloadError;
use shixin::seal::Key;
use shixin::seal::Seal;
use shixin::seal::SealError;
use shixin::seal::Sealer;
use shixin::seal::Trusted;
use shixin::seal::beside;

// ---- The signature

#[test]
fn what_minisign_signed_is_sealed() {
    for (key, file, at) in
        [("published.pub", "published.txt", 1_633_700_835), ("minisign.pub", "relief.jsonl", 1_763_900_000)]
    {
        let by = Trusted::from(Key::open(data(key)).unwrap());
        let (bytes, sealed) = by.read(&data(file)).unwrap();
        assert_eq!(bytes, fs::read(data(file)).unwrap());
        assert_eq!(sealed.at, Some(at), "{file}");
        assert!(sealed.comment.starts_with("timestamp:"), "{}", sealed.comment);
        assert_eq!(sealed.key, Key::open(data(key)).unwrap().id());
    }
    let legacy = fs::read_to_string(data("legacy.minisig")).unwrap().parse::<Seal>();
    assert!(matches!(legacy, Err(SealError::Legacy)), "{legacy:?}");
}

#[test]
fn what_is_sealed_here_verifies_by_another_implementation() {
    let sealer = Sealer::open(data("minisign.key")).unwrap();
    let published = fs::read_to_string(data("minisign.pub")).unwrap();
    assert_eq!(sealer.key(), published.parse().unwrap(), "the key that minisign made");
    assert_eq!(sealer.key().to_string(), published, "and wrote");
    for bytes in [b"".as_slice(), b"a", "一份名单".as_bytes(), &[7; 100_000]] {
        let seal = sealer.seal(bytes, 1_763_900_000, "file:list.shixin\thashed").unwrap().to_string();
        let theirs = minisign_verify::Signature::decode(&seal).unwrap();
        let key = minisign_verify::PublicKey::decode(&published).unwrap();
        key.verify(bytes, &theirs, false).unwrap();
        assert_eq!(theirs.trusted_comment(), "timestamp:1763900000\tfile:list.shixin\thashed");
        key.verify(b"another", &theirs, false).unwrap_err();
    }
}

#[test]
fn minisign_takes_our_seals_and_keys() {
    if Command::new("minisign").arg("-v").output().is_err() {
        eprintln!("skipped: minisign is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let sealer = Sealer::generate().unwrap();
    let write = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    write("a.key", &sealer.secret());
    write("a.pub", &sealer.key().to_string());
    write("list", "一份名单");
    let _ = sealer.seal("一份名单".as_bytes(), 7, "").unwrap().save(&home.path().join("list")).unwrap();
    let run = |arguments: &[&str]| {
        Command::new("minisign").args(arguments).current_dir(home.path()).output().unwrap()
    };
    let verified = run(&["-V", "-p", "a.pub", "-m", "list"]);
    assert!(verified.status.success(), "{verified:?}");
    let signed = run(&["-S", "-s", "a.key", "-m", "list"]);
    assert!(signed.status.success(), "our secret keys sign there: {signed:?}");
    let by = Trusted::from(sealer.key());
    by.read(&home.path().join("list")).unwrap();
    write("list", "另一份名单");
    assert!(!run(&["-V", "-p", "a.pub", "-m", "list"]).status.success());
    assert!(matches!(by.read(&home.path().join("list")), Err(SealError::Forged(_))));
}

/// `SHIXIN_SEAL_BITS` says how many bits of each byte: a verification takes milliseconds where nothing is optimised.
#[test]
fn no_bit_of_a_seal_or_of_what_it_seals_can_be_changed() {
    let by = Trusted::from(Key::open(data("minisign.pub")).unwrap());
    let file = fs::read(data("relief.jsonl")).unwrap();
    let seal = fs::read(data("relief.jsonl.minisig")).unwrap();
    let accepts = |seal: &[u8], file: &[u8]| {
        let Ok(seal) = std::str::from_utf8(seal).unwrap_or_default().parse() else { return false };
        by.verify(file, &seal).is_ok()
    };
    assert!(accepts(&seal, &file));
    let untrusted = "untrusted comment: ".len()..seal.iter().position(|byte| *byte == b'\n').unwrap();
    let bits: usize = std::env::var("SHIXIN_SEAL_BITS").map_or(1, |text| text.parse().unwrap());
    for (byte, bit) in (0..seal.len()).flat_map(|byte| (0..bits).map(move |bit| (byte, (byte + bit) % 8))) {
        let mut flipped = seal.clone();
        flipped[byte] ^= 1 << bit;
        // Of the untrusted comment nothing is signed, and nothing is read.
        assert!(
            untrusted.contains(&byte) || !accepts(&flipped, &file),
            "bit {bit} of byte {byte} of the seal"
        );
    }
    for byte in 0..file.len() {
        let mut flipped = file.clone();
        flipped[byte] ^= 1 << (byte % 8);
        assert!(!accepts(&seal, &flipped), "byte {byte} of the file");
    }
    for length in (0..seal.len() - 1).step_by(7) {
        assert!(!accepts(&seal[..length], &file), "the first {length} bytes of the seal");
    }
    assert!(!accepts(&[&seal, b"more\n".as_slice()].concat(), &file), "a line more");
    assert!(!accepts(&seal, &[&file, b"\n".as_slice()].concat()), "a byte more");
}

#[test]
fn a_key_that_is_none_is_refused() {
    let good = fs::read_to_string(data("minisign.pub")).unwrap();
    let line = good.lines().nth(1).unwrap();
    assert_eq!(line.parse::<Key>().unwrap(), good.parse().unwrap(), "the line alone will do");
    let other = |from: &str, to: &str| line.replacen(from, to, 1);
    let weak = format!("RWQAAAAAAAAAAA{}", "A".repeat(42));
    let one = format!("RWQAAAAAAAAAAAE{}", "A".repeat(41));
    for (text, because) in [
        (String::new(), "nothing"),
        (good.repeat(2), "two keys"),
        (other("RWQ", "RUQ"), "another algorithm"),
        (line[..52].to_owned(), "too short"),
        (format!("{line}AAAA"), "too long"),
        (line.to_lowercase(), "no longer a point, or not base64"),
        (weak, "a point of small order"),
        (one, "the neutral element"),
        (fs::read_to_string(data("minisign.key")).unwrap(), "a secret key"),
    ] {
        let read = text.parse::<Key>();
        assert!(matches!(read, Err(SealError::Key(_))), "{because}: {read:?}");
    }
}

#[test]
fn a_secret_key_that_is_none_is_refused_and_tells_nothing() {
    let sealer = Sealer::generate().unwrap();
    let text = sealer.secret();
    let again: Sealer = text.parse().unwrap();
    assert_eq!((again.key(), again.secret()), (sealer.key(), text.clone()));
    assert!(!format!("{sealer:?}").contains(&text[60..70]), "a secret is not shown");
    let line = text.lines().nth(1).unwrap();
    let bytes = |at: usize, to: u8| {
        let mut flipped = line.as_bytes().to_vec();
        flipped[at] = to;
        String::from_utf8(flipped).unwrap()
    };
    for at in (8..line.len() - 2).filter(|at| !(8..72).contains(at)) {
        let flipped = bytes(at, if line.as_bytes()[at] == b'B' { b'C' } else { b'B' });
        let read = flipped.parse::<Sealer>();
        assert!(matches!(read, Err(SealError::Secret(_))), "character {at}: {read:?}");
    }
    let under_password = line.replacen("RWQAAEIy", "RWRTY0Iy", 1);
    assert!(matches!(under_password.parse::<Sealer>(), Err(SealError::Encrypted)));
    for (text, because) in [("", "nothing"), (&text.repeat(2), "two keys"), (&line[..200], "cut")] {
        assert!(matches!(text.parse::<Sealer>(), Err(SealError::Secret(_))), "{because}");
    }
}

#[test]
fn a_comment_is_one_line() {
    let sealer = Sealer::generate().unwrap();
    for (about, is_fit) in [
        ("", true),
        ("名单\t一", true),
        ("a\nb", false),
        ("a\rb", false),
        ("a\0", false),
        (&"x".repeat(9000), false),
    ] {
        assert_eq!(sealer.seal(b"", 0, about).is_ok(), is_fit, "{about:?}");
    }
    let without = sealer.seal(b"", 5, "").unwrap();
    let sealed = Trusted::from(sealer.key()).verify(b"", &without).unwrap();
    assert_eq!((sealed.at, sealed.comment.as_str()), (Some(5), "timestamp:5"));
}

#[test]
fn either_of_two_keys_serves_while_one_takes_over() {
    let [old, new, stranger] = [(); 3].map(|()| Sealer::generate().unwrap());
    let by = Trusted::from(old.key()).or(new.key());
    for sealer in [&old, &new] {
        by.verify(b"list", &sealer.seal(b"list", 0, "").unwrap()).unwrap();
    }
    let error = by.verify(b"list", &stranger.seal(b"list", 0, "").unwrap()).unwrap_err();
    assert!(matches!(&error, SealError::OtherKey { trusted, .. } if trusted.len() == 2), "{error:?}");
    assert!(error.to_string().contains(&new.key().id().to_string()), "{error}");
}

proptest! {
    #[test]
    fn whatever_is_read_as_a_seal_or_key_never_panics_nor_passes(text in "(untrusted comment: .{0,9}\n)?[A-Za-z0-9+/=]{0,120}\n(trusted comment: .{0,9}\n)?[A-Za-z0-9+/=]{0,100}") {
        let by = Trusted::from(Key::open(data("minisign.pub")).unwrap());
        if let Ok(seal) = text.parse::<Seal>() {
            prop_assert!(by.verify(b"list", &seal).is_err());
        }
        let _ = (text.parse::<Key>().is_ok(), text.parse::<Sealer>().is_ok());
    }
}

// ---- Where seals are asked for

#[test]
fn a_desk_that_asks_for_seals_opens_on_nothing_else() {
    let desk = Desk::new();
    let build =
        || Screener::builder().list(desk.list()).relief(desk.relief()).sealed_by(desk.sealer.key()).build();
    let unsealed = |built: &Result<Screener, BuildError>| {
        matches!(built, Err(BuildError::Open(OpenError::Unsealed { .. })))
    };
    desk.put(&edition("2026-11-01", true), None);
    desk.put_relief(RELIEF, Some(1));
    assert!(unsealed(&build()), "without a seal");
    desk.seal_by(&Sealer::generate().unwrap(), &desk.list(), 1);
    assert!(unsealed(&build()), "sealed by somebody else");
    desk.put(&edition("2026-10-31", true), Some(1));
    fs::write(desk.list(), edition("2026-11-01", true).as_bytes()).unwrap();
    assert!(unsealed(&build()), "under the seal of another edition");
    desk.put(&edition("2026-11-01", true), Some(1));
    let built = build().unwrap();
    assert!(built.health().is_sealed);
    fs::remove_file(beside(&desk.relief())).unwrap();
    let error = build().unwrap_err();
    let BuildError::Relief(refused) = &error else { panic!("{error:?}") };
    assert!(matches!(refused.source, ReliefFault::Unsealed(SealError::Missing { .. })), "{refused:?}");
    assert!(error.to_string().contains("shixin seal"), "says what to do: {error}");
    let plain = Screener::builder().list(desk.list()).relief(desk.relief()).build().unwrap();
    assert!(!plain.health().is_sealed, "who does not ask for seals is not bothered by them");
}

/// The list is replaced, and its seal after it: whoever looks in between keeps what they have, and sees both when both are there.
#[test]
fn a_reload_between_list_and_seal_takes_neither() {
    let desk = Desk::new();
    desk.put(&edition("2026-11-01", true), Some(10));
    let screener = Screener::builder().list(desk.list()).sealed_by(desk.sealer.key()).build().unwrap();
    let before = screener.health().edition;
    let next = edition("2026-11-02", true);
    fs::write(desk.list(), next.as_bytes()).unwrap();
    let events = screener.poll();
    assert!(
        matches!(&events[..], [Event::Refused(ReloadError::Open(OpenError::Unsealed { .. }))]),
        "{events:?}"
    );
    let health = screener.health();
    assert_eq!((&health.edition, health.is_refusing, health.refusals), (&before, true, 1));
    assert!(health.last_refusal.unwrap().because.contains("is not of this file"));
    assert!(screener.poll().is_empty(), "nothing changed since");
    desk.seal(&desk.list(), 11);
    let events = screener.poll();
    assert!(matches!(&events[..], [Event::Reloaded(_)]), "the seal alone came: {events:?}");
    assert_eq!(screener.health().edition, next.edition().stamp().hex());
    assert!(!screener.health().is_refusing);
    fs::remove_file(beside(&desk.list())).unwrap();
    fs::write(desk.list(), edition("2026-11-03", true).as_bytes()).unwrap();
    let error = screener.reload().unwrap_err();
    assert!(error.to_string().contains("is not sealed"), "a list without a seal: {error}");
    assert_eq!(screener.health().edition, next.edition().stamp().hex());
}

#[cfg(feature = "compile")]
#[test]
fn a_feed_is_taken_with_a_seal_only() {
    let desk = Desk::new();
    desk.put(&edition("2026-11-01", true), Some(10));
    let screener = Screener::builder().list(desk.list()).sealed_by(desk.sealer.key()).build().unwrap();
    let (day, path) = ("2026-11-02".parse().unwrap(), desk.home.path().join("feed.jsonl"));
    let row = r#"{"LaoLaiID":"9","InfoActionType":"新增","IName":"王某例","CardNum":"4405241880****0030"}"#;
    fs::write(&path, row).unwrap();
    let before = screener.health().edition;
    let foreign = Sealer::generate().unwrap().seal(row.as_bytes(), 11, "").unwrap().to_string();
    let own = desk.sealer.seal(row.as_bytes(), 11, "").unwrap().to_string();
    let mut broken = own.clone().into_bytes();
    broken[120] = if broken[120] == b'A' { b'B' } else { b'A' };
    for (seal, because) in [
        (None, "is not sealed"),
        (Some(foreign.into_bytes()), "not trusted"),
        (Some(broken), "not of this file"),
        (Some(b"a seal".to_vec()), "not a seal"),
    ] {
        let _ = fs::remove_file(beside(&path));
        seal.into_iter().for_each(|seal| fs::write(beside(&path), seal).unwrap());
        let error = screener.take_feed_file(day, &path).unwrap_err();
        assert!(matches!(error, ReloadError::Seal(_)) && error.to_string().contains(because), "{error}");
        let health = screener.health();
        assert!(health.is_refusing && health.is_sealed && health.feeds == 0, "{because}");
        let refusal = health.last_refusal.unwrap();
        assert!(refusal.what == "feed" && refusal.because.contains(because), "{refusal:?}");
        assert_eq!(health.edition, before, "{because}");
    }
    // Rows of which nobody knows where they come from are nobody's, whatever stands beside any file.
    fs::write(beside(&path), &own).unwrap();
    let origin = Origin { source: "feed".into(), line: 1 };
    for error in [
        screener.take(day, [(origin, row)]).unwrap_err(),
        screener.take_feed(day, "feed", row.as_bytes()).unwrap_err(),
    ] {
        assert!(matches!(error, ReloadError::Seal(SealError::Rows)), "{error:?}");
    }
    assert_eq!(screener.health().refusals, 6);

    let taken = screener.take_feed_file(day, &path).unwrap();
    assert_eq!(taken.report.totals.rows, 1);
    let health = screener.health();
    assert_eq!((health.feeds, health.is_refusing, health.edition), (1, false, taken.edition.hex()));
    assert!(health.laid.is_some());

    // Where nobody asks for seals the same door takes what is there.
    let open = Screener::builder().list(desk.list()).build().unwrap();
    fs::remove_file(beside(&path)).unwrap();
    assert_eq!(open.take_feed_file(day, &path).unwrap().edition, taken.edition);
    let error = open.take_feed_file(day, desk.home.path().join("nothing")).unwrap_err();
    assert!(matches!(error, ReloadError::Open(OpenError::Read { .. })), "{error:?}");
}

#[test]
fn an_old_file_that_is_brought_back_with_its_seal_is_refused() {
    let desk = Desk::new();
    let (first, second) = (edition("2026-11-01", true), edition("2026-11-01", false));
    desk.put(&first, Some(10));
    desk.put_relief(RELIEF, Some(10));
    let kept = fs::read(beside(&desk.list())).unwrap();
    let kept_relief = fs::read(beside(&desk.relief())).unwrap();
    let screener = Screener::builder()
        .list(desk.list())
        .relief(desk.relief())
        .sealed_by(desk.sealer.key())
        .build()
        .unwrap();
    desk.put(&second, Some(11));
    screener.reload().unwrap();
    desk.put_relief("", Some(11));
    assert_eq!(screener.reload_relief().unwrap(), 0);

    fs::write(desk.list(), first.as_bytes()).unwrap();
    fs::write(beside(&desk.list()), &kept).unwrap();
    let error = screener.reload().unwrap_err();
    assert!(matches!(error, ReloadError::Seal(SealError::Older { found: 10, before: 11 })), "{error:?}");
    fs::write(desk.relief(), RELIEF).unwrap();
    fs::write(beside(&desk.relief()), kept_relief).unwrap();
    let error = screener.reload_relief().unwrap_err();
    assert!(error.to_string().starts_with("the relief in force stays"), "{error}");
    assert_eq!(screener.health().relief_entries, 0);
    assert_eq!(screener.health().refusals, 2);

    desk.seal(&desk.list(), 12);
    assert_eq!(screener.reload().unwrap(), first.edition().stamp(), "sealed anew it is meant");
}

#[test]
fn relief_is_taken_up_with_a_seal_only() {
    let desk = Desk::new();
    desk.put(&edition("2026-11-01", true), Some(10));
    desk.put_relief("", Some(10));
    let screener = Screener::builder()
        .list(desk.list())
        .relief(desk.relief())
        .sealed_by(desk.sealer.key())
        .build()
        .unwrap();
    desk.put_relief(RELIEF, None);
    let events = screener.poll();
    assert!(matches!(&events[..], [Event::Refused(ReloadError::Relief(_))]), "{events:?}");
    assert_eq!(screener.health().relief_entries, 0, "nobody is released by who has no key");
    assert_eq!(screener.health().last_refusal.unwrap().what, "relief");
    desk.seal(&desk.relief(), 11);
    assert!(matches!(&screener.poll()[..], [Event::ReliefReloaded(1)]));
}

#[test]
fn a_folder_has_each_edition_with_its_seal() {
    let home = tempfile::tempdir().unwrap();
    let folder = ListFolder::at(home.path());
    let sealer = Sealer::generate().unwrap();
    let by = Trusted::from(sealer.key());
    let [first, second] = ["2026-11-01", "2026-11-02"].map(|day| edition(day, true));
    let sealed = |compiled: &Compiled, at| sealer.seal(compiled.as_bytes(), at, "").unwrap();
    let of_another = folder.publish_sealed(first.index(), (&sealed(&second, 1), &by), None, None);
    assert!(matches!(of_another, Err(FolderError::Unsealed { .. })), "{of_another:?}");
    assert!(folder.editions().unwrap().is_empty(), "nothing was published");

    let _ = folder.publish_sealed(first.index(), (&sealed(&first, 1), &by), None, None).unwrap();
    let screener = Screener::builder().list(home.path()).sealed_by(sealer.key()).build().unwrap();
    let _ = folder.publish_sealed(second.index(), (&sealed(&second, 2), &by), None, None).unwrap();
    assert!(matches!(&screener.poll()[..], [Event::Reloaded(_)]));
    assert_eq!(folder.open_sealed(&by).unwrap().1.at, Some(2));

    let _ = folder.roll_back(None).unwrap();
    let events = screener.poll();
    let [Event::Refused(error)] = &events[..] else { panic!("{events:?}") };
    assert!(
        matches!(error, ReloadError::Seal(SealError::Older { .. })),
        "the register is not sealed: {error}"
    );
    let current = folder.current().unwrap();
    let _ = sealer.seal(first.as_bytes(), 3, "").unwrap().save(&current.path).unwrap();
    assert_eq!(beside(&current.path), current.seal);
    assert!(matches!(&screener.poll()[..], [Event::Reloaded(_)]), "sealed anew, it is meant");

    let third = edition("2026-11-03", true);
    let _ = folder.publish(third.index(), None, None).unwrap();
    let events = screener.poll();
    assert!(
        matches!(&events[..], [Event::Refused(ReloadError::Folder(FolderError::Unsealed { .. }))]),
        "{events:?}"
    );
    assert!(screener.poll().is_empty());
    let current = folder.current().unwrap();
    let _ = sealer.seal(third.as_bytes(), 4, "").unwrap().save(&current.path).unwrap();
    assert!(matches!(&screener.poll()[..], [Event::Reloaded(_)]), "a seal that comes later is seen");

    folder.prune(1).unwrap();
    let mut names: Vec<_> =
        fs::read_dir(home.path()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 3, "an edition, its seal, the register: {names:?}");
}

#[test]
fn a_list_opens_by_its_seal() {
    let desk = Desk::new();
    let by = Trusted::from(desk.sealer.key());
    let missing = List::open_sealed(desk.list(), &by).unwrap_err();
    let OpenError::Unsealed { source: SealError::Read { source, .. }, .. } = missing else {
        panic!("{missing:?}")
    };
    assert_eq!(source.kind(), std::io::ErrorKind::NotFound, "no file is no file, not an unsealed one");
    desk.put(&edition("2026-11-01", true), Some(10));
    let (list, sealed) = List::open_sealed(desk.list(), &by).unwrap();
    assert_eq!((list.edition().totals.records, sealed.at), (2, Some(10)));
    fs::write(desk.list(), b"no list").unwrap();
    desk.seal(&desk.list(), 10);
    let error = List::open_sealed(desk.list(), &by).unwrap_err();
    assert!(matches!(error, OpenError::Refused { .. }), "a seal makes no list: {error:?}");
}

// ---- The command

#[cfg(feature = "cli")]
#[test]
fn the_command_makes_keys_seals_and_refuses() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let rows = [invented::row(1, "张某示", "1101051949****002X", "女", "580")];
    fs::write(folder.join("rows.jsonl"), rows.join("\n") + "\n").unwrap();
    fs::write(folder.join("relief.jsonl"), "").unwrap();
    fs::write(folder.join("policy.toml"), "max_age_days = 7\n").unwrap();
    let says = |line: &str, exit: i32, expected: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shixin"));
        let out = command.args(line.split_whitespace()).current_dir(folder).output().unwrap();
        let told = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(exit), "{line}: {told}");
        assert!(told.contains(expected), "{line}: {told}");
    };
    let ask = "--id 11010519491231002X --name 张某示 --on 2026-11-01";
    says("keygen sealing.key", 0, "is secret");
    says("keygen sealing.key", 74, "cannot make");
    says("keygen other.pub", 64, "name the secret one otherwise");
    says("keygen other.key", 0, "key ");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.join("sealing.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner alone");
    }
    says("compile rows.jsonl -o list.shixin --as-of 2026-11-01", 0, "records");
    let sealed = format!("check list.shixin {ask} --sealed-by sealing.pub");
    says(&sealed, 65, "is not sealed");
    says("seal list.shixin --key sealing.key --comment 示例", 0, "sealed: list.shixin.minisig");
    says(&sealed, 2, "block");
    says(&format!("check list.shixin {ask} --sealed-by other.pub"), 65, "not trusted here");
    says(&format!("check list.shixin {ask} --sealed-by other.pub --sealed-by sealing.pub"), 2, "block");
    says(&format!("check list.shixin {ask} --sealed-by nowhere.pub"), 66, "cannot read nowhere.pub");
    says(&format!("check list.shixin {ask} --sealed-by sealing.key"), 65, "not a public key");
    says(&format!("{sealed} --relief relief.jsonl"), 65, "relief.jsonl is not sealed");
    says(&format!("{sealed} --policy policy.toml"), 65, "policy.toml is not sealed");
    says("seal relief.jsonl policy.toml --key sealing.key", 0, "policy.toml.minisig");
    says(&format!("{sealed} --relief relief.jsonl --policy policy.toml"), 2, "block");
    says("verify list.shixin --key sealing.pub", 0, "示例");
    says("verify list.shixin --key sealing.pub", 0, "whole: 1 records");
    says("verify relief.jsonl --key sealing.pub", 0, "sealed: by key");
    says("verify relief.jsonl --key other.pub", 65, "not trusted here");
    says("verify missing.jsonl --key other.pub", 66, "cannot read missing.jsonl");
    fs::write(folder.join("applicants.csv"), "id,name\n11010519491231002X,张某示\n").unwrap();
    says("screen list.shixin applicants.csv --on 2026-11-01 --sealed-by other.pub", 65, "not trusted");
    says("screen list.shixin applicants.csv --on 2026-11-01 --sealed-by sealing.pub", 0, "\"block\"");

    fs::create_dir(folder.join("lists")).unwrap();
    says("editions publish lists list.shixin --sealed-by other.pub", 65, "not trusted here");
    says("editions publish lists list.shixin --sealed-by sealing.pub", 0, "in force");
    says(&format!("check lists {ask} --sealed-by sealing.pub"), 2, "block");
    says("compile rows.jsonl -o lists --as-of 2026-11-02 --seal-with sealing.key", 0, "records");
    says("verify lists --key sealing.pub", 0, "edition:2026-11-02");
    says("compile rows.jsonl -o lists --as-of 2026-11-03", 0, "records");
    says("verify lists --key sealing.pub", 65, "is not sealed");
    says("seal lists --key sealing.key", 0, "sealed: lists/2026-11-03");
    says("verify lists --key sealing.pub", 0, "whole");
    says("compile rows.jsonl -o list.shixin --as-of 2026-11-04 --seal-with sealing.key", 0, "records");
    says("verify list.shixin --key sealing.pub", 0, "edition:2026-11-04");
    let update =
        "update list.shixin more.jsonl -o next.shixin --as-of 2026-11-05 --seal-with sealing.key --sealed-by";
    let row = invented::row(2, "李某例", "4405241880****0014", "男", "580");
    fs::write(folder.join("more.jsonl"), row + "\n").unwrap();
    says(&format!("{update} other.pub"), 65, "not trusted here");
    says(&format!("{update} sealing.pub --allow-implausible"), 0, "records");
    says("verify next.shixin --key sealing.pub", 0, "whole: 2 records");
    let mut damaged = fs::read(folder.join("list.shixin")).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(folder.join("damaged.shixin"), damaged).unwrap();
    says("seal damaged.shixin --key sealing.key", 65, "");
    assert!(!folder.join("damaged.shixin.minisig").exists(), "nobody vouches for a damaged list");

    fs::write(folder.join("holders.csv"), "reference,id,name\nA,11010519491231002X,张某示\n").unwrap();
    says("roster compile holders.csv -o holders.roster", 0, "");
    let rescreen = "roster rescreen holders.roster list.shixin list.shixin --sealed-by sealing.pub";
    says(rescreen, 65, "holders.roster is not sealed");
    says("seal holders.roster --key sealing.key", 0, "sealed");
    says(rescreen, 0, "");
    says(
        "roster rescreen holders.roster list.shixin damaged.shixin --sealed-by sealing.pub",
        65,
        "not sealed",
    );
}

// ---- Scenery

/// A list file, a relief file, and who seals them.
struct Desk {
    home: tempfile::TempDir,
    sealer: Sealer,
}

impl Desk {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), sealer: Sealer::generate().unwrap() }
    }

    fn list(&self) -> PathBuf {
        self.home.path().join("list.shixin")
    }

    fn relief(&self) -> PathBuf {
        self.home.path().join("relief.jsonl")
    }

    fn put(&self, compiled: &Compiled, at: Option<u64>) {
        fs::write(self.list(), compiled.as_bytes()).unwrap();
        at.into_iter().for_each(|at| self.seal(&self.list(), at));
    }

    fn put_relief(&self, text: &str, at: Option<u64>) {
        fs::write(self.relief(), text).unwrap();
        at.into_iter().for_each(|at| self.seal(&self.relief(), at));
    }

    fn seal(&self, file: &Path, at: u64) {
        self.seal_by(&self.sealer, file, at);
    }

    fn seal_by(&self, sealer: &Sealer, file: &Path, at: u64) {
        let _ = sealer.seal(&fs::read(file).unwrap(), at, "").unwrap().save(file).unwrap();
    }
}

const RELIEF: &str = r#"{"kind":"withdrawal","record":2,"name":"张某示","reason":"repaired","signed_by":"甲","dated":"2026-10-20"}"#;

/// Two people; or another two.
fn edition(day: &str, is_first: bool) -> Compiled {
    let mut compiler = Compiler::new(day.parse().unwrap());
    let id = if is_first { "1101051949****002X" } else { "1101051949****0038" };
    for (line, (name, id)) in (1..).zip([("李某例", "4405241880****0014"), ("张某示", id)]) {
        let row = format!(r#"{{"id":{line},"iname":"{name}","cardNum":"{id}"}}"#);
        compiler.push(Origin { source: "test".into(), line }, &row);
    }
    compiler.finish().unwrap()
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/seals").join(name)
}
