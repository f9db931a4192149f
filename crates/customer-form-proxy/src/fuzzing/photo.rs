//! The fuzz target of a photo.

use customer_form_contract::ImageFormat;
use tokio::io::AsyncReadExt;

use super::block_on;
use crate::spool::{FileBytes, Spool};
use crate::submission::photo::Photos;

/// The limit of pixels. It is small enough that pictures exceed it, and large for the fuzzer's time.
const MAX_PIXELS: u64 = 1_000_000;

/// A file that begins like a picture is checked without a panic and within the fuzzer's limits of memory and time. A
/// picture that is accepted is returned unchanged.
pub fn photo(bytes: &[u8]) {
    let Some(format) = ImageFormat::sniff(bytes) else { return };
    block_on(async {
        let mut spool = Spool::new(u64::MAX);
        assert!(spool.write(bytes).await.is_ok(), "a temporary file cannot be written");
        let Ok(received) = spool.finish().await else { panic!("a temporary file cannot be read") };
        let Some(file) = received.file else { panic!("a file within the limit was not kept") };
        let checked = Photos::new().check(file, format, MAX_PIXELS).await;
        let Ok(checked) = checked else { panic!("a file cannot be read") };
        let Ok(checked) = checked else { return };
        assert_eq!(checked.bytes, bytes.len() as u64);
        match checked.content {
            FileBytes::Memory(memory) => assert_eq!(memory, bytes),
            FileBytes::Disk(mut file) => {
                let mut content = Vec::new();
                assert!(file.read_to_end(&mut content).await.is_ok());
                assert_eq!(content, bytes);
            }
        }
    });
}
