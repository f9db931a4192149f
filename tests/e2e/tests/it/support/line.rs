//! The line between browser and proxy, which a test can hold up or cut.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use super::port::ReservedPort;

/// Far more bytes than any test sends.
const EVERYTHING: usize = Semaphore::MAX_PERMITS / 2;

/// How much of what the browser sends may wait in the system for a line that is held up, so that little does.
const WAITING_BYTES: u32 = 64 << 10;

/// A port that passes everything on to the proxy, both ways. It closes when it is dropped.
pub(crate) struct Line {
    port: ReservedPort,
    proxy: Arc<Mutex<Option<SocketAddr>>>,
    /// A permit for each byte that the browser may still send.
    upload: Arc<Semaphore>,
    /// Not there while the line is cut.
    server: Mutex<Option<JoinHandle<()>>>,
}

impl Line {
    /// Takes a port, so that the proxy can be told its public address before it has one of its own.
    pub(crate) fn lay() -> Self {
        let port = ReservedPort::new();
        let listener = listen(port.address()).unwrap();
        let (proxy, upload) = (Arc::default(), Arc::new(Semaphore::new(EVERYTHING)));
        let server = tokio::spawn(serve(listener, Arc::clone(&proxy), Arc::clone(&upload)));
        Self { port, proxy, upload, server: Mutex::new(Some(server)) }
    }

    /// Says where the proxy is, from the next connection on.
    pub(crate) fn lead_to(&self, proxy: SocketAddr) {
        *self.proxy.lock().unwrap() = Some(proxy);
    }

    /// Where the browser finds the proxy.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.port.address())
    }

    /// From now on nothing that the browser sends arrives, but for what is let through.
    pub(crate) fn hold_up(&self) {
        self.upload.forget_permits(self.upload.available_permits());
    }

    pub(crate) fn let_through(&self, bytes: usize) {
        self.upload.add_permits(bytes);
    }

    pub(crate) fn release(&self) {
        self.upload.add_permits(EVERYTHING);
    }

    /// Breaks every connection and takes no new one.
    pub(crate) async fn cut(&self) {
        let server = self.server.lock().unwrap().take().expect("the line is cut already");
        server.abort();
        assert!(server.await.is_err_and(|error| error.is_cancelled()), "the line had ended before");
    }

    /// Takes connections again, at the same address.
    pub(crate) async fn mend(&self) {
        let listener = listen(self.port.address()).unwrap();
        let server = tokio::spawn(serve(listener, Arc::clone(&self.proxy), Arc::clone(&self.upload)));
        assert!(self.server.lock().unwrap().replace(server).is_none(), "the line was not cut");
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(server) = self.server.get_mut().unwrap() {
            server.abort();
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    // The sockets of its connections inherit this.
    socket.set_recv_buffer_size(WAITING_BYTES)?;
    socket.bind(address)?;
    socket.listen(128)
}

/// Ends all connections when it is dropped.
async fn serve(listener: TcpListener, proxy: Arc<Mutex<Option<SocketAddr>>>, upload: Arc<Semaphore>) {
    let mut connections = JoinSet::new();
    loop {
        let (browser, _) = listener.accept().await.unwrap();
        let proxy = proxy.lock().unwrap().expect("the line leads nowhere yet");
        let upload = Arc::clone(&upload);
        connections.spawn(async move {
            // A connection that breaks on one side breaks on the other, as it would without a line.
            if let Ok(proxy) = TcpStream::connect(proxy).await {
                let _ = carry(browser, proxy, &upload).await;
            }
        });
    }
}

async fn carry(browser: TcpStream, proxy: TcpStream, upload: &Semaphore) -> io::Result<()> {
    let (from_browser, to_browser) = browser.into_split();
    let (from_proxy, to_proxy) = proxy.into_split();
    tokio::try_join!(send(from_browser, to_proxy, upload), answer(from_proxy, to_browser))?;
    Ok(())
}

async fn send(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, upload: &Semaphore) -> io::Result<()> {
    let mut bytes = vec![0; 16 << 10];
    loop {
        let count = from.read(&mut bytes).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        upload.acquire_many(u32::try_from(count).unwrap()).await.unwrap().forget();
        to.write_all(&bytes[..count]).await?;
    }
}

async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> io::Result<()> {
    tokio::io::copy(&mut from, &mut to).await?;
    to.shutdown().await
}
