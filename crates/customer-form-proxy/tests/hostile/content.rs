//! Files whose content differs from their names, and photos that are not pictures.

use image::ImageFormat;

use crate::case::{Case, FILES, filled};
use crate::samples::{ELF, EXE, HEIC, HTML, LATE_PDF, OLE2, PDF, SVG, ZIP, bomb, picture, resized, torn};
use crate::world::World;

const LISTS: &str = "custom_fields[56][file_upload][files][]";
const PICTURES: &str = "custom_fields[57][file_upload][files][]";
const ANYTHING: &str = "custom_fields[58][file_upload][files][]";

fn refused() -> Vec<Case> {
    let gif_html = [b"GIF89a/*".as_slice(), HTML].concat();
    [
        ("a ZIP as PDF", FILES, "a.pdf", ZIP),
        ("an EXE as PDF", FILES, "a.pdf", EXE),
        ("an ELF as PDF", FILES, "a.pdf", ELF),
        ("HTML as PDF", FILES, "a.pdf", HTML),
        ("an SVG as PDF", FILES, "a.pdf", SVG),
        ("PHP as PDF", FILES, "a.pdf", b"<?php system($_GET['c']); ?>"),
        ("a shell script as PDF", FILES, "a.pdf", b"#!/bin/sh\nid\n"),
        ("a PDF behind more than a kilobyte", FILES, "a.pdf", LATE_PDF),
        ("a PDF behind HTML", FILES, "a.pdf", b"<html> %PDF-1.7"),
        ("less than a signature", FILES, "a.pdf", b"%P"),
        ("a PDF as DOCX", FILES, "a.docx", PDF),
        ("RTF as DOCX", FILES, "a.docx", b"{\\rtf1}"),
        ("a DOCX as DOC", FILES, "a.doc", ZIP),
        ("HTML as DOC", FILES, "a.doc", HTML),
        ("an empty file", FILES, "a.pdf", b""),
        ("an empty list", LISTS, "a.csv", b""),
        ("an EXE as CSV", LISTS, "a.csv", EXE),
        ("an ELF as TXT", LISTS, "a.txt", ELF),
        ("HTML as TXT", LISTS, "a.txt", HTML),
        ("HTML behind blanks as TXT", LISTS, "a.txt", b" \r\n\t<HTML><body>"),
        ("HTML behind a byte order mark as TXT", LISTS, "a.txt", b"\xEF\xBB\xBF<script>alert(1)</script>"),
        ("an SVG as TXT", LISTS, "a.txt", SVG),
        (
            "an SVG behind its XML line as CSV",
            LISTS,
            "a.csv",
            b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        ),
        ("PHP as TXT", LISTS, "a.txt", b"<?php phpinfo();"),
        ("PHP's short tag as TXT", LISTS, "a.txt", b"<?= `id` ?>"),
        ("a shell script as TXT", LISTS, "a.txt", b"#!/usr/bin/env bash\nid\n"),
        ("a GIF as PNG", PICTURES, "a.png", b"GIF89a\x01\0\x01\0\0\0\0"),
        ("HTML as JPG", PICTURES, "a.jpg", HTML),
        ("an EXE as ZIP", PICTURES, "a.zip", EXE),
        ("an EXE as PDF in a field for any format", ANYTHING, "a.pdf", EXE),
        ("HTML without an extension in a field for any format", ANYTHING, "a", HTML),
    ]
    .map(|(what, field, name, content)| Case::invalid(what, filled().file(field, name, content)))
    .into_iter()
    .chain([Case::invalid("a GIF that is HTML, as PNG", filled().file(PICTURES, "a.png", gif_html))])
    .collect()
}

fn photos() -> Vec<Case> {
    let photo = |name: &str, content: Vec<u8>| filled().file("profile_photo_path", name, content);
    let wrong_sum = {
        let mut png = picture(ImageFormat::Png);
        png[30] ^= 1;
        png
    };
    let rubbish = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 500]].concat();
    let webp = b"RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0abcd".to_vec();
    vec![
        Case::invalid("an SVG as photo", photo("a.svg", SVG.to_vec())),
        Case::invalid("an SVG as photo, called PNG", photo("a.png", SVG.to_vec())),
        Case::invalid("HTML as photo, called PNG", photo("a.png", HTML.to_vec())),
        Case::invalid("a PDF as photo", photo("a.pdf", PDF.to_vec())),
        Case::invalid("a HEIC as photo", photo("a.heic", HEIC.to_vec())),
        Case::invalid("a HEIC as photo, called JPG", photo("a.jpg", HEIC.to_vec())),
        Case::invalid("a photo of no bytes", photo("a.png", Vec::new())),
        Case::invalid("a GIF that is HTML", photo("a.gif", [b"GIF89a/*".as_slice(), HTML].concat())),
        Case::invalid("a GIF's signature alone", photo("a.gif", b"GIF89a".to_vec())),
        Case::invalid("a PNG's signature and rubbish", photo("a.png", rubbish)),
        Case::invalid("a PNG with a wrong checksum", photo("a.png", wrong_sum)),
        Case::invalid(
            "a JPEG's signature and HTML",
            photo("a.jpg", [b"\xFF\xD8\xFF\xE0".as_slice(), HTML].concat()),
        ),
        Case::invalid("a WebP of rubbish", photo("a.webp", webp)),
        Case::invalid("half a PNG", photo("a.png", torn(ImageFormat::Png))),
        Case::invalid("half a GIF", photo("a.gif", torn(ImageFormat::Gif))),
        Case::invalid("half a JPEG", photo("a.jpg", torn(ImageFormat::Jpeg))),
        Case::invalid("half a WebP", photo("a.webp", torn(ImageFormat::WebP))),
        Case::invalid("a PNG of a hundred bytes and four billion pixels", photo("a.png", bomb(65_000))),
        Case::invalid("a JPEG of more than 200 megapixels", photo("a.jpg", resized(16_384, 12_289))),
        Case::invalid("a PNG that is larger than any memory", photo("a.png", bomb(0x7FFF_FFFF))),
        Case::malformed(
            "two photos",
            photo("a.png", picture(ImageFormat::Png)).file("profile_photo_path", "b.png", PDF),
        ),
    ]
}

fn taken() -> Vec<Case> {
    let files = [
        ("a PDF", FILES, "a.PDF", PDF),
        ("a DOCX", FILES, "a.docx", ZIP),
        ("a PDF behind a printer's commands", FILES, "a.pdf", b"\x1B%-12345X@PJL\r\n%PDF-1.7"),
        ("a DOCX with a password", FILES, "a.docx", OLE2),
        ("a DOC", FILES, "a.doc", OLE2),
        ("a list that begins as an EXE would", LISTS, "a.csv", b"MZ;name;amount\n"),
        ("a list with a byte order mark", LISTS, "a.csv", b"\xEF\xBB\xBFa;b\n"),
        ("a text that speaks of HTML", LISTS, "a.txt", b"a page begins with <html>"),
        ("a ZIP", PICTURES, "a.zip", ZIP),
        ("an unknown format in a field for any format", ANYTHING, "a.dwg", b"AC1032\0\0\0"),
        ("a name without an extension in a field for any format", ANYTHING, "a", PDF),
    ]
    .map(|(what, field, name, content)| {
        Case::sent(what, filled().file(field, name, content), move |_, customer| {
            let files: Vec<_> = customer.custom_fields.values().flat_map(|field| &field.files).collect();
            assert_eq!(files.len(), 1);
            assert_eq!(std::fs::read(&files[0].path).unwrap(), content, "the bytes are unchanged");
        })
    });
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];
    let photos = formats.map(|format| {
        let content = picture(format);
        let body = filled().file("profile_photo_path", "me", &content);
        Case::sent(format!("a photo that is a {format:?}"), body, move |_, customer| {
            let photo = customer.profile_photo.as_ref().unwrap();
            assert_eq!(photo.name, format!("me.{}", format.extensions_str()[0]));
            assert_eq!(photo.media_type, format.to_mime_type());
            assert_eq!(std::fs::read(&photo.path).unwrap(), content, "the bytes are unchanged");
        })
    });
    files.into_iter().chain(photos).chain(large()).chain(renamed()).collect()
}

/// Pictures of few bytes and many pixels. The proxy does not decode them.
fn large() -> Vec<Case> {
    [
        ("50 megapixels", 8_160_u16, 6_144_u16),
        ("200 megapixels", 16_384, 12_288),
        ("a panorama", 60_000, 3_000),
    ]
    .map(|(what, width, height)| {
        let content = resized(width, height);
        let body = filled().file("profile_photo_path", "me.jpg", &content);
        Case::sent(format!("a JPEG of {what}"), body, move |_, customer| {
            let photo = customer.profile_photo.as_ref().unwrap();
            assert_eq!(std::fs::read(&photo.path).unwrap(), content, "the bytes are unchanged");
        })
    })
    .into()
}

/// Files whose bytes are valid and whose name has another extension. The CRM gets them with a matching extension.
fn renamed() -> Vec<Case> {
    let photos = [
        ("a.html", ImageFormat::Png, "a.png"),
        ("a.php", ImageFormat::Png, "a.png"),
        ("IMG_0001.HEIC", ImageFormat::Jpeg, "IMG_0001.jpg"),
        ("IMG_0001.MPO", ImageFormat::Jpeg, "IMG_0001.jpg"),
        ("me.pjpeg", ImageFormat::Jpeg, "me.jpg"),
        ("me.jpg_large", ImageFormat::Jpeg, "me.jpg"),
        ("St. Moritz", ImageFormat::Jpeg, "St. Moritz.jpg"),
        ("me.JPEG", ImageFormat::Jpeg, "me.JPEG"),
        ("me.jpg", ImageFormat::WebP, "me.webp"),
    ]
    .map(|(name, format, expected)| {
        let content = picture(format);
        let body = filled().file("profile_photo_path", name, &content);
        Case::sent(format!("a photo called {name}"), body, move |_, customer| {
            let photo = customer.profile_photo.as_ref().unwrap();
            assert_eq!((photo.name.as_str(), photo.media_type.as_str()), (expected, format.to_mime_type()));
            assert_eq!(std::fs::read(&photo.path).unwrap(), content, "the bytes are unchanged");
        })
    });
    let jpeg = picture(ImageFormat::Jpeg);
    let files = [("a.jpeg", "a.jpg"), ("a.JFIF", "a.jpg"), ("a.pjp", "a.jpg"), ("a.JPG", "a.JPG")].map(
        |(name, expected)| {
            let body = filled().file(PICTURES, name, &jpeg);
            Case::sent(format!("a JPG called {name}"), body, move |_, customer| {
                assert_eq!(customer.custom_fields[&57].files[0].name, expected);
            })
        },
    );
    photos.into_iter().chain(files).collect()
}

#[tokio::test]
async fn file_content_has_to_match_its_name() {
    let world = World::start().await;
    world.run("content", [refused(), photos(), taken()].into_iter().flatten().collect()).await;
}
