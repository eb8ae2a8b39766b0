//! Tree and notes against what others published, and against an independent implementation.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sha2::Sha256;
use shixin::audit::Checkpoint;
use shixin::audit::Hash;
use shixin::audit::note::NoteError;
use shixin::audit::note::Signer;
use shixin::audit::note::Verifier;
use shixin::audit::tree;
use shixin::audit::tree::Frontier;
use shixin::audit::tree::Roots;

/// The leaves and roots of the reference implementation of Certificate Transparency (`merkle_tree_test`), for RFC 6962.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn roots_are_the_published_ones() {
    let mut tree = Frontier::default();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!((tree.size(), tree.root().to_string().as_str()), (size as u64, *root));
        if let Some(leaf) = LEAVES.get(size) {
            tree.push(tree::leaf(&bytes(leaf)));
        }
    }
}

/// Proofs of the same reference tests.
#[test]
fn proofs_are_the_published_ones() {
    for (leaf, size, path) in [
        (0, 1, vec![]),
        (
            0,
            8,
            vec![
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            vec![
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, vec!["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ] {
        let proof = of(&tree::inclusion(leaf, size).unwrap());
        assert_eq!(shown(&proof), path, "leaf {leaf} of {size}");
    }
    for (before, size, path) in [
        (1, 1, vec![]),
        (
            6,
            8,
            vec![
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            vec![
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ] {
        let proof = of(&tree::consistency(before, size).unwrap());
        assert_eq!(shown(&proof), path, "{before} of {size}");
    }
}

/// Every proof of every tree up to a size: ours is theirs, and each verifies what the other proves, and nothing else.
#[test]
fn an_independent_implementation_agrees() {
    let most = 40_u64;
    for size in 1..=most {
        let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        (0..size).for_each(|leaf| theirs.push(leaf.to_le_bytes().to_vec()));
        let root = Hash(theirs.root().as_bytes()[..].try_into().unwrap());
        assert_eq!(root_of(size), root, "{size}");
        for leaf in 0..size {
            let path = roots_of(&tree::inclusion(leaf, size).unwrap());
            assert_eq!(flat(&path), theirs.prove_inclusion(leaf as usize).as_bytes(), "{leaf} of {size}");
            let hash = tree::leaf(&leaf.to_le_bytes());
            assert!(tree::is_included(hash, leaf, size, &path, root));
            assert!(!tree::is_included(hash, leaf ^ 1, size, &path, root), "another place");
            assert!(!tree::is_included(tree::leaf(b"?"), leaf, size, &path, root), "another leaf");
            assert!(
                path.is_empty() || !tree::is_included(hash, leaf, size, &path[1..], root),
                "half a proof"
            );
        }
        for before in 1..=size {
            let path = roots_of(&tree::consistency(before, size).unwrap());
            let theirs = theirs.prove_consistency((size - before) as usize);
            assert_eq!(flat(&path), theirs.as_bytes(), "{before} of {size}");
            let old = root_of(before);
            assert!(tree::is_consistent((before, old), (size, root), &path), "{before} of {size}");
            assert!(!tree::is_consistent((before, tree::leaf(b"?")), (size, root), &path));
            assert!(!tree::is_consistent((before, old), (size, tree::leaf(b"?")), &path));
            let mut longer = path.clone();
            longer.push(root);
            assert!(!tree::is_consistent((before, old), (size, root), &longer));
        }
    }
    assert!(tree::inclusion(3, 3).is_none());
    assert!(tree::consistency(0, 3).is_none());
    assert!(tree::consistency(4, 3).is_none());
}

/// The key pair and the note in the documentation of Go's `golang.org/x/mod/sumdb/note`. Ed25519 is deterministic, so that
/// signing anew gives the published signature.
#[test]
fn notes_are_those_of_go() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let signature =
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let note = format!("{text}\n— PeterNeumann {signature}\n");

    let signer: Signer = secret.parse().unwrap();
    assert_eq!((signer.secret().as_str(), signer.verifier().to_string().as_str()), (secret, public));
    assert_eq!(signer.sign(text).unwrap(), note);
    let verifier: Verifier = public.parse().unwrap();
    assert_eq!(verifier.open(&note).unwrap(), text);

    let witnessed = format!(
        "{note}— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
    );
    assert_eq!(verifier.open(&witnessed).unwrap(), text, "a witness's signature is passed over");
    let other = Signer::new("PeterNeumann", &[7; 32]).unwrap().verifier();
    assert_eq!(other.open(&note), Err(NoteError::Unsigned("PeterNeumann".to_owned())));
    for (forged, because) in [
        (note.replace("problem,", "problem;"), "another text"),
        (note.replace("x08go/ZJ", "x08go/ZK"), "another signature"),
        (note.replace("\n\n", "\n"), "no empty line"),
        (note.trim_end().to_owned(), "no newline"),
        (note.replace("then", "then\t"), "a control character"),
        (format!("{note}— PeterNeumann {signature}\n"), "signed twice"),
        (note.replace("nAM=", "nAN="), "bits that no decoder looks at"),
        (String::new(), "nothing"),
    ] {
        assert!(verifier.open(&forged).is_err(), "{because}");
    }
    for bad in ["", "a b", "a+b", "a\n"] {
        assert!(Signer::new(bad, &[1; 32]).is_err(), "{bad:?}");
    }
    assert!(public.replace("c74f20a3", "c74f20a4").parse::<Verifier>().is_err(), "the id is the key's");
}

#[test]
fn a_checkpoint_has_the_form_of_c2sp() {
    let signer = Signer::new("example.com/behind-the-sofa", &[3; 32]).unwrap();
    let root = "0ac5186299863e2e1d90c8081405aa9bf5da8e3ee1d9f07630f037a368f1ab62".parse().unwrap();
    let checkpoint = Checkpoint { origin: signer.name().to_owned(), size: 20_852_163, root };
    let note = checkpoint.sign(&signer).unwrap();
    let text = "example.com/behind-the-sofa\n20852163\nCsUYYpmGPi4dkMgIFAWqm/Xajj7h2fB2MPA3o2jxq2I=\n\n— example.com/behind-the-sofa ";
    assert!(note.starts_with(text), "{note}");
    assert_eq!(Checkpoint::open(&note, &signer.verifier()), Ok(checkpoint.clone()));
    let other = Signer::new("example.com/other", &[3; 32]).unwrap();
    assert!(Checkpoint::open(&note, &other.verifier()).is_err());
    let misled = other.sign(&checkpoint.to_string()).unwrap();
    assert!(Checkpoint::open(&misled, &other.verifier()).is_err(), "another trail's");
    for text in [
        "a\n",
        "example.com/other\n01\nCsUYYpmGPi4dkMgIFAWqm/Xajj7h2fB2MPA3o2jxq2I=\n",
        "example.com/other\n1\nCsUY\n",
    ] {
        let note = other.sign(text).unwrap();
        assert!(Checkpoint::open(&note, &other.verifier()).is_err(), "{text}");
    }
}

/// Roots of ranges of the published leaves.
fn of(ranges: &[std::ops::Range<u64>]) -> Vec<Hash> {
    let mut roots = Roots::new(ranges);
    LEAVES.iter().for_each(|leaf| roots.push(tree::leaf(&bytes(leaf))));
    roots.finish().unwrap()
}

/// Roots of ranges of leaves that are their own numbers.
fn roots_of(ranges: &[std::ops::Range<u64>]) -> Vec<Hash> {
    let mut roots = Roots::new(ranges);
    (0..64_u64).for_each(|leaf| roots.push(tree::leaf(&leaf.to_le_bytes())));
    roots.finish().unwrap()
}

/// The root of the first leaves that are their own numbers.
fn root_of(size: u64) -> Hash {
    let mut tree = Frontier::default();
    (0..size).for_each(|leaf| tree.push(tree::leaf(&leaf.to_le_bytes())));
    tree.root()
}

fn shown(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

fn flat(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}
