//! The line between browser and proxy. A test can hold up or cut the line.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use test_support::port::ReservedPort;

/// Far more bytes than any test sends.
const EVERYTHING: usize = Semaphore::MAX_PERMITS / 2;

/// The size in bytes of the receive buffer. It is small so that the system takes little data while the line is held up.
const WAITING_BYTES: u32 = 64 << 10;

/// A port that forwards all data between browser and proxy, in both directions. It closes when it is dropped.
pub(crate) struct Line {
    port: ReservedPort,
    proxy: Arc<Mutex<Option<SocketAddr>>>,
    /// One permit for each byte that the browser may still send.
    upload: Arc<Semaphore>,
    /// `None` while the line is cut.
    server: Mutex<Option<JoinHandle<()>>>,
}

impl Line {
    /// Reserves a port, so that the proxy can get its public address before it has its own port.
    pub(crate) fn lay() -> Self {
        let port = ReservedPort::new();
        let listener = listen(port.address()).unwrap();
        let (proxy, upload) = (Arc::default(), Arc::new(Semaphore::new(EVERYTHING)));
        let server = tokio::spawn(serve(listener, Arc::clone(&proxy), Arc::clone(&upload)));
        Self { port, proxy, upload, server: Mutex::new(Some(server)) }
    }

    /// Sets the proxy's address for all later connections.
    pub(crate) fn lead_to(&self, proxy: SocketAddr) {
        *self.proxy.lock().unwrap() = Some(proxy);
    }

    /// The proxy's address for the browser.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.port.address())
    }

    /// From now on, no data from the browser reach the proxy, except what `let_through` allows.
    pub(crate) fn hold_up(&self) {
        self.upload.forget_permits(self.upload.available_permits());
    }

    pub(crate) fn let_through(&self, bytes: usize) {
        self.upload.add_permits(bytes);
    }

    pub(crate) fn release(&self) {
        self.upload.add_permits(EVERYTHING);
    }

    /// Closes every connection and accepts no new one.
    pub(crate) async fn cut(&self) {
        let server = self.server.lock().unwrap().take().expect("the line is already cut");
        server.abort();
        assert!(
            server.await.is_err_and(|error| error.is_cancelled()),
            "the line's server ended before it was cut"
        );
    }

    /// Accepts connections again, at the same address.
    pub(crate) async fn mend(&self) {
        let listener = listen(self.port.address()).unwrap();
        let server = tokio::spawn(serve(listener, Arc::clone(&self.proxy), Arc::clone(&self.upload)));
        assert!(self.server.lock().unwrap().replace(server).is_none(), "the line is not cut");
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
    // The accepted connections inherit this size.
    socket.set_recv_buffer_size(WAITING_BYTES)?;
    socket.bind(address)?;
    socket.listen(128)
}

/// Accepts connections. All connections end when this future is dropped.
async fn serve(listener: TcpListener, proxy: Arc<Mutex<Option<SocketAddr>>>, upload: Arc<Semaphore>) {
    let mut connections = JoinSet::new();
    loop {
        let (browser, _) = listener.accept().await.unwrap();
        let proxy = proxy.lock().unwrap().expect("the line has no proxy address yet");
        let upload = Arc::clone(&upload);
        connections.spawn(async move {
            // A connection that breaks on one side breaks on the other, as it would without the line.
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
