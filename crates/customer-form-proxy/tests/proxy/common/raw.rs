//! A CRM that answers with raw bytes, and that breaks connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the CRM does with a connection.
#[derive(Clone, Copy)]
pub(crate) enum Behaviour {
    /// Reads the whole request, writes these bytes, and closes the connection.
    Answer(&'static [u8]),
    /// Closes the connection without reading.
    Close,
    /// Closes the connection once the body has begun.
    CloseInBody,
    /// Reads the request and never answers.
    Silence,
}

/// A CRM that answers correctly with its custom fields, and treats every POST in this way. Returns the CRM's address
/// and the counter of the POSTs.
pub(crate) async fn crm(behaviour: Behaviour) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let posts = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&posts);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let count = Arc::clone(&count);
            tokio::spawn(serve(stream, behaviour, count));
        }
    });
    (address, posts)
}

async fn serve(mut stream: TcpStream, behaviour: Behaviour, posts: Arc<AtomicUsize>) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    let head_end = loop {
        let Ok(read @ 1..) = stream.read(&mut chunk).await else { return };
        request.extend_from_slice(&chunk[..read]);
        if let Some(end) = find(&request, b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8(request[..head_end].to_vec()).unwrap().to_lowercase();
    if head.starts_with("get ") {
        let body = super::crm::all_fields().to_string();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
        return;
    }
    posts.fetch_add(1, SeqCst);
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .expect("the request has no known length")
        .parse()
        .unwrap();
    match behaviour {
        Behaviour::Close => return,
        Behaviour::CloseInBody => {
            while request.len() == head_end {
                let Ok(read @ 1..) = stream.read(&mut chunk).await else { return };
                request.extend_from_slice(&chunk[..read]);
            }
            return;
        }
        Behaviour::Answer(_) | Behaviour::Silence => {}
    }
    while request.len() < head_end + length {
        let Ok(read @ 1..) = stream.read(&mut chunk).await else { return };
        request.extend_from_slice(&chunk[..read]);
    }
    match behaviour {
        Behaviour::Answer(bytes) => stream.write_all(bytes).await.unwrap(),
        _ => std::future::pending().await,
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}
