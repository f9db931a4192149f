//! Raw bytes on a socket, for requests and answers that no HTTP library produces.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::wait::PATIENCE;

/// Sends these bytes and reads until the proxy closes the connection. Panics if this takes longer than [`PATIENCE`], or
/// if the answer is not UTF-8.
pub async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The proxy may close the connection before it has read everything.
    let _ = stream.write_all(bytes).await;
    read_text(&mut stream).await
}

/// Reads until the proxy closes the connection. Panics if this takes longer than [`PATIENCE`], or if the answer is not
/// UTF-8.
pub async fn read_text(stream: &mut TcpStream) -> String {
    let answer = timeout(PATIENCE, read_to_end(stream)).await;
    String::from_utf8(answer.expect("the proxy did not close the connection in time")).unwrap()
}

/// Reads until the proxy closes the connection. A reset after the answer counts as the end of the answer.
pub async fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
        answer.extend_from_slice(&chunk[..read]);
    }
    answer
}
