//! The line: the connection between the proxy and the CRM, which breaks in the way that the test sets. Only submissions
//! are affected: the request for the custom fields always succeeds.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The port is closed.
    Refuse,
    /// The connection is closed as soon as it is opened, with nothing read: the sender gets a reset.
    CloseAtOnce,
    /// The connection is closed after the first part of the request was forwarded.
    CutDuringRequest,
    /// Like `CutDuringRequest`, with a reset.
    ResetDuringRequest,
    /// The connection is closed once the CRM has the whole request. The CRM's answer is lost.
    CutAfterRequest,
    /// Like `CutAfterRequest`, with a reset.
    ResetAfterRequest,
    /// The answer ends in its status line.
    CutAnswerInHead,
    /// The answer ends in its body.
    CutAnswerInBody,
    /// Like `CutAnswerInBody`, with a reset.
    ResetAnswerInBody,
    /// The CRM carries out the request, and its answer comes after the proxy's timeout.
    DelayAnswer,
    /// Half of the request is forwarded, and then nothing more.
    StandStillInRequest,
    /// The CRM carries out the request, and the proxy gets an answer that is not HTTP.
    Garbage,
    /// The proxy gets an answer that is not HTTP, while it is still sending the request.
    GarbageInsteadOfTaking,
}

/// How many bytes of a cut request are forwarded: its head and a part of its body.
const SOME_BYTES: usize = 2_000;

/// Longer than the proxy's timeout in these tests.
const LONG: Duration = Duration::from_secs(20);

#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) address: SocketAddr,
    crm: SocketAddr,
    fault: Arc<Mutex<Option<Fault>>>,
    accepting: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Line {
    pub(crate) async fn to(crm: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = Self { address, crm, fault: Arc::default(), accepting: Arc::default() };
        line.accept(listener);
        line
    }

    fn accept(&self, listener: TcpListener) {
        let line = self.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((proxy, _)) = listener.accept().await {
                let line = line.clone();
                tokio::spawn(async move { line.carry(proxy).await });
            }
        });
        *self.accepting.lock().unwrap() = Some(accepting);
    }

    pub(crate) async fn break_with(&self, fault: Fault) {
        *self.fault.lock().unwrap() = Some(fault);
        if fault == Fault::Refuse {
            let accepting = self.accepting.lock().unwrap().take().unwrap();
            accepting.abort();
            // When this task has ended, its listener is closed.
            let _ = accepting.await;
        }
    }

    pub(crate) async fn mend(&self) {
        *self.fault.lock().unwrap() = None;
        if self.accepting.lock().unwrap().is_none() {
            self.accept(TcpListener::bind(self.address).await.unwrap());
        }
    }

    /// Serves one connection with one request: the proxy never uses a connection twice.
    async fn carry(&self, mut proxy: TcpStream) {
        let fault = *self.fault.lock().unwrap();
        if fault == Some(Fault::CloseAtOnce) {
            return reset(proxy);
        }
        let mut request = Vec::new();
        if !read_until(&mut proxy, &mut request, |bytes| bytes.len() >= 4).await {
            return;
        }
        let fault = fault.filter(|_| request.starts_with(b"POST"));
        let mut crm = TcpStream::connect(self.crm).await.unwrap();
        let Some(fault) = fault else {
            crm.write_all(&request).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut proxy, &mut crm).await;
            return;
        };
        let whole = |bytes: &[u8]| whole_bytes(bytes).is_some_and(|length| bytes.len() >= length);
        let cut = |bytes: &[u8]| bytes.len() >= SOME_BYTES;
        match fault {
            Fault::Refuse | Fault::CloseAtOnce => {}
            Fault::CutDuringRequest
            | Fault::ResetDuringRequest
            | Fault::StandStillInRequest
            | Fault::GarbageInsteadOfTaking => {
                read_until(&mut proxy, &mut request, cut).await;
                crm.write_all(&request).await.unwrap();
                match fault {
                    Fault::ResetDuringRequest => reset(proxy),
                    Fault::StandStillInRequest => tokio::time::sleep(LONG).await,
                    Fault::GarbageInsteadOfTaking => drop(proxy.write_all(b"\xFF\xFEgarbage\r\n\r\n").await),
                    _ => {}
                }
            }
            _ => {
                read_until(&mut proxy, &mut request, whole).await;
                crm.write_all(&request).await.unwrap();
                let mut answer = Vec::new();
                // The CRM has carried out the request once its answer is complete.
                read_until(&mut crm, &mut answer, whole).await;
                let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
                match fault {
                    Fault::ResetAfterRequest => reset(proxy),
                    Fault::CutAnswerInHead => drop(proxy.write_all(&answer[..10]).await),
                    Fault::CutAnswerInBody => drop(proxy.write_all(&answer[..head + 5]).await),
                    Fault::ResetAnswerInBody => {
                        let _ = proxy.write_all(&answer[..head + 5]).await;
                        // The system delivers the bytes before the reset, so that no wait is needed.
                        reset(proxy);
                    }
                    Fault::DelayAnswer => {
                        tokio::time::sleep(LONG).await;
                        let _ = proxy.write_all(&answer).await;
                    }
                    Fault::Garbage => drop(proxy.write_all(b"\xFF\xFEgarbage\r\n\r\n").await),
                    _ => {}
                }
            }
        }
    }
}

/// Closes the connection so that the other side gets a reset.
fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
    drop(stream);
}

/// Reads until `enough` returns true. Returns `false` if the other side closed the connection before.
async fn read_until(stream: &mut TcpStream, bytes: &mut Vec<u8>, enough: impl Fn(&[u8]) -> bool) -> bool {
    while !enough(bytes) {
        let mut chunk = [0; 4096];
        let Ok(read @ 1..) = stream.read(&mut chunk).await else { return false };
        bytes.extend_from_slice(&chunk[..read]);
    }
    true
}

/// The length of a message in bytes; `None` until its head is complete.
fn whole_bytes(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    Some(head + length.parse::<usize>().ok()?)
}
