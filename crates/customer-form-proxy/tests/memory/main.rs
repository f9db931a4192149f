//! How much memory the proxy uses while fifty visitors each upload 20 MB and a photo of 200 megapixels at the same
//! time. The proxy runs in its own process, and the system measures the memory.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use test_support::configuration::{Configuration, ORIGIN};
use test_support::program::Program;

const PROGRAM: &str = env!("CARGO_BIN_EXE_customer-form-proxy");

const VISITORS: usize = 50;

/// The size of a file in bytes. Each visitor uploads two files.
const FILE_BYTES: usize = 10_000_000;

/// The most memory in bytes that the proxy may use.
const MAX_BYTES: u64 = 64 << 20;

const FIELDS: &str = r#"{"data": [{"id": 55, "type": 9, "name": "Documents", "key": "documents", "required": false,
    "fields": {"fileConfig": {"acceptFile": ["PDF"], "allowMultiple": true, "maxFiles": 0}}}]}"#;

/// The most memory in bytes that the process ever used, including its code.
fn peak_bytes(proxy: &Program) -> u64 {
    let status = proxy.proc("status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// A CRM that accepts everything and stores nothing. Returns the CRM's address and the counter of all submissions'
/// bytes.
fn crm() -> (SocketAddr, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let taken = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&taken);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let count = Arc::clone(&count);
            thread::spawn(move || answer(stream.unwrap(), &count));
        }
    });
    (address, taken)
}

fn answer(stream: TcpStream, taken: &AtomicU64) {
    let mut reader = BufReader::with_capacity(256 << 10, stream);
    let (mut line, mut length) = (String::new(), 0);
    while line != "\r\n" {
        line.clear();
        assert!(reader.read_line(&mut line).unwrap() > 0);
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
    }
    let (status, body) = if length == 0 { (200, FIELDS) } else { (201, r#"{"data": {"id": 1}}"#) };
    let read = std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink()).unwrap();
    taken.fetch_add(read, SeqCst);
    let head = format!("HTTP/1.1 {status} OK\r\ncontent-length: {}\r\n\r\n", body.len());
    reader.get_mut().write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).unwrap();
}

/// A body with two documents and a photo.
fn body() -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |head: &str, content: &[u8]| {
        body.extend_from_slice(b"--B\r\nContent-Disposition: form-data; name=\"");
        body.extend([head.as_bytes(), b"\"\r\n\r\n", content, b"\r\n"].concat());
    };
    for (name, value) in [("email", "ada@example.com"), ("name", "Ada"), ("last_name", "L"), ("phone", "0")] {
        part(name, value.as_bytes());
    }
    part("business_information[company_name]", b"A");
    let document = [b"%PDF-1.7".as_slice(), &vec![b'\r'; FILE_BYTES]].concat();
    for _ in 0..2 {
        part("custom_fields[55][file_upload][files][]\"; filename=\"a.pdf", &document);
    }
    part("profile_photo_path\"; filename=\"a.png", &photo());
    body.extend_from_slice(b"--B--\r\n");
    body
}

/// A black PNG of 16,384 by 12,288 pixels with one bit each. The default limit allows this number of pixels.
fn photo() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(content);
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length, kind.as_slice(), content, &sum.sum().to_be_bytes()].concat()
    };
    let (width, height) = (16_384_u32, 12_288_u32);
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut data = ZlibEncoder::new(Vec::new(), Compression::fast());
    let line = vec![0; 1 + width as usize / 8];
    for _ in 0..height {
        data.write_all(&line).unwrap();
    }
    let data = data.finish().unwrap();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &data), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1A\n", chunks.as_slice()].concat()
}

/// A token, as the form's page gets it.
fn token(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request =
        format!("GET /api/forms/acme HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let token = answer.lines().find_map(|line| line.strip_prefix("form-token: "));
    token.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn upload(address: SocketAddr, number: usize, body: &[u8], together: &Barrier) -> String {
    let token = token(address);
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /api/forms/acme/customers HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\nConnection: close\r\n\
         Idempotency-Key: a-key-of-{number}\r\nForm-Token: {token}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // All visitors send the first half before any visitor sends the second half.
    let (first, rest) = body.split_at(body.len() / 2);
    together.wait();
    stream.write_all(first).unwrap();
    together.wait();
    stream.write_all(rest).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn fifty_visitors_with_20_mb_each_fit_into_64_mb() {
    let (crm, taken) = crm();
    let folder = tempfile::tempdir().unwrap();
    let toml = Configuration { photo: "required", ..Configuration::new(format!("http://{crm}")) };
    let proxy = Program::start(Command::new(PROGRAM), &toml.to_string(), folder.path());
    let address = proxy.address.parse().unwrap();
    let before = peak_bytes(&proxy);
    let (body, together) = (body(), Barrier::new(VISITORS));
    let answers: Vec<_> = thread::scope(|scope| {
        let visitors = (0..VISITORS).map(|number| {
            let (address, body, together) = (address, &body, &together);
            scope.spawn(move || upload(address, number, body, together))
        });
        let visitors: Vec<_> = visitors.collect();
        visitors.into_iter().map(|visitor| visitor.join().unwrap()).collect()
    });
    for answer in answers {
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    }
    let uploaded = (VISITORS * 2 * FILE_BYTES) as u64;
    assert!(taken.load(SeqCst) > uploaded, "all uploaded bytes reached the CRM");
    let peak = peak_bytes(&proxy);
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!(
        "{VISITORS} uploads of {} MB each: {:.1} MiB in memory at most, {:.1} MiB before the first",
        2 * FILE_BYTES / 1_000_000,
        mib(peak),
        mib(before)
    );
    assert!(peak < MAX_BYTES, "{peak} bytes");
}
