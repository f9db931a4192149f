//! Tests of the agreement between files' first bytes and their names.

use super::*;

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A file type box with this major brand and these compatible brands, and some bytes that follow the box.
fn boxed(major: &str, compatible: &[&str]) -> Vec<u8> {
    let size = u32::try_from(16 + 4 * compatible.len()).unwrap().to_be_bytes();
    [&size, b"ftyp", major.as_bytes(), b"\0\0\0\0", compatible.concat().as_bytes(), b"\0\0\x01\x2Cmeta"]
        .concat()
}

fn assert_all(cases: &[(&str, &[u8], bool)]) {
    for (name, head, expected) in cases {
        assert_eq!(agrees(name, head), *expected, "{name} {head:?}");
    }
}

#[test]
fn file_needs_the_signature_of_its_format() {
    let tar = [[0; 257].as_slice(), b"ustar\0"].concat();
    assert_all(&[
        ("a.pdf", b"%PDF-1.4", true),
        ("a.PDF", b"%PDF-1.4", true),
        ("a.pdf", b"PK\x03\x04", false),
        ("a.docx", b"PK\x03\x04", true),
        ("a.doc", b"PK\x03\x04", false),
        ("a.doc", OLE, true),
        ("a.doc", b"{\\rtf1", true),
        ("a.xls", OLE, true),
        ("a.xls", b"<html><table>", false),
        ("a.jpeg", b"\xFF\xD8\xFF\xE0", true),
        ("a.jpeg", b"\x89PNG\r\n\x1a\n", false),
        ("a.zip", b"PK\x05\x06", true),
        ("a.tar.gz", b"\x1F\x8B\x08", true),
        ("a.tgz", b"\x1F\x8B\x08", true),
        ("a.tgz", b"PK\x03\x04", false),
        ("a.tar", &tar, true),
        ("a.pdf", b"", false),
    ]);
}

#[test]
fn every_name_of_a_format_needs_its_signature() {
    for (names, head, other) in [
        (
            &["jpg", "JPEG", "jpe", "jfif", "pjpeg", "pjp", "mpo"][..],
            &b"\xFF\xD8\xFF\xE1"[..],
            &b"GIF89a"[..],
        ),
        (&["tif", "tiff"], b"II*\0\x08\0\0\0\x43\0", b"II\xBC\x01"),
        (&["tif", "tiff"], b"MM\0+\0\x08\0\0", b"MM\0-"),
        (&["bmp", "dib"], b"BM6\0", b"PNG"),
        (&["gz", "tgz", "tar.gz"], b"\x1F\x8B\x08", b"BZh9"),
        (&["bz2", "tbz2", "tar.bz2"], b"BZh9", b"\x1F\x8B\x08"),
    ] {
        for name in names {
            assert!(agrees(&format!("a.{name}"), head), "{name}");
            assert!(!agrees(&format!("a.{name}"), other), "{name}");
        }
    }
}

#[test]
fn office_documents_with_a_password_are_ole_containers() {
    for extension in ["docx", "docm", "dotx", "xlsx", "xlsm", "xlsb", "pptx", "ppsx", "potx"] {
        assert!(agrees(&format!("a.{extension}"), OLE), "{extension}");
        assert!(!agrees(&format!("a.{extension}"), b"%PDF-1.7"), "{extension}");
    }
    // The files of these formats have their own signature inside of the ZIP.
    assert_all(&[("a.odt", OLE, false), ("a.odt", b"PK\x03\x04", true)]);
}

#[test]
fn pdf_header_may_follow_up_to_1024_other_bytes() {
    let behind = |bytes: usize| [vec![b'\n'; bytes], b"%PDF-1.7".to_vec()].concat();
    for (bytes, expected) in [(0, true), (1, true), (1_023, true), (1_024, true), (1_025, false)] {
        assert_eq!(agrees("a.pdf", &behind(bytes)), expected, "{bytes} bytes");
    }
    assert_all(&[
        ("a.pdf", b"\xEF\xBB\xBF%PDF-1.7", true),
        ("a.pdf", b"\x1B%-12345X@PJL\r\n%PDF-1.7", true),
        ("a.pdf", b"<html>%PDF-1.7", false),
        ("a.pdf", b"#!/bin/sh\n%PDF-1.7", false),
        ("a.pdf", b"MZ\x90\0\x03%PDF-1.7", false),
    ]);
    assert!(
        behind(1_024).get(..HEAD_BYTES).is_some_and(|head| agrees("a.pdf", head)),
        "the kept bytes contain a PDF header at its last possible place"
    );
}

#[test]
fn heif_and_avif_are_known_by_every_brand() {
    for brand in ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"] {
        for extension in ["heic", "HEIF", "hif", "heics"] {
            assert!(agrees(&format!("a.{extension}"), &boxed(brand, &[])), "{brand} {extension}");
        }
        assert!(!agrees("a.avif", &boxed(brand, &["miaf"])), "{brand}");
    }
    for brand in ["avif", "avis"] {
        assert!(agrees("a.avif", &boxed(brand, &[])), "{brand}");
        assert!(agrees("a.avif", &boxed("msf1", &["miaf", brand])), "{brand}");
    }
    assert_all(&[
        ("a.heic", &boxed("isom", &["iso2", "heic"]), true),
        ("a.heic", &boxed("isom", &["mp41"]), false),
        ("a.heic", &boxed("qt  ", &[]), false),
        // "heic" is in the place of the version, and not a brand.
        ("a.heic", b"\0\0\0\x10ftypisomheic", false),
        ("a.heic", b"\0\0\0\x10ftyp", false),
        ("a.heic", b"\0\0\0\0ftypheic", false),
        ("a.heic", b"\xFF\xD8\xFF\xE0", false),
    ]);
}

#[test]
fn format_without_signature_refuses_programs_and_html() {
    assert_all(&[
        ("a.csv", b"MZ;BC;name\n", true),
        ("a.csv", b"MZ\x90\0\x03", false),
        ("a.csv", b"\xFF\xFEn\0a\0m\0e\0", true),
        ("a.txt", b"I like <html>", true),
        ("a.text", b"I like <html>", true),
        ("a.text", b"<html>", false),
        ("a.txt", b"\xEF\xBB\xBF <HTML>", false),
        ("a.txt", b"#!/bin/sh", false),
        ("a.txt", b"# a heading", true),
        ("a.csv", b"<?xml version=\"1.0\"?><a><svg>", false),
        ("a.dat", b"<?xml version=\"1.0\"?><invoice/>", true),
        ("a.svg", b"<svg>", true),
        ("a.htm", b"<html>", true),
        ("a", b"<?php", false),
        ("a.mp3", b"\xFF\xF3\0\0", true),
        ("a.m4v", b"\0\0\0\x20ftypM4V ", true),
    ]);
}
