//! Visitors who take all available connections. Other visitors must still be served.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use test_support::configuration::Configuration;
use test_support::socket::read_to_end;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::answer::RawAnswer;
use crate::case::{Head, ORIGIN, TOKEN};
use crate::world::{World, token};

/// How many connections these proxies serve at the same time.
const PLACES: usize = 16;

/// The required time limit for a visitor, whatever other visitors do.
const SERVED_WITHIN: Duration = Duration::from_secs(2);

/// A peer counts as late after one second. After this time, all late peers are known.
const UNTIL_LATE: Duration = Duration::from_millis(1_500);

/// The time limit for an answer or the end of a connection, if only the event itself is tested.
const PATIENCE: Duration = Duration::from_secs(20);

async fn small(more: &str) -> World {
    World::with("", &format!("connections = {PLACES}\n{more}")).await
}

/// A connection from the visitor 127.0.0.x, with a very small receive buffer.
async fn connect(x: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, x], 0))).unwrap();
    socket.connect(to).await.unwrap()
}

async fn request(x: u8, to: SocketAddr, bytes: &[u8]) -> Option<RawAnswer> {
    let mut stream = connect(x, to).await;
    // The proxy may close the connection before it has read everything.
    let _ = stream.write_all(bytes).await;
    RawAnswer::of(&read_to_end(&mut stream).await)
}

fn form_config() -> Vec<u8> {
    Head::new().without("Form-Token").line("GET /api/forms/acme HTTP/1.1").bytes()
}

fn with_token(bytes: &[u8], token: &str) -> Vec<u8> {
    String::from_utf8(bytes.to_vec()).unwrap().replace(TOKEN, token).into_bytes()
}

/// A visitor loads the form and submits it, both within the time limit.
async fn assert_served(world: &World, x: u8) {
    let served = timeout(SERVED_WITHIN, request(x, world.address(), &form_config())).await;
    let served =
        served.expect("the form configuration did not come in time").expect("the answer is not HTTP");
    assert_eq!(served.status, 200);
    let submission = with_token(&Head::new().filled(), served.header("form-token").unwrap());
    let submitted = timeout(SERVED_WITHIN, request(x, world.address(), &submission)).await;
    let submitted = submitted
        .expect("the answer to the submission did not come in time")
        .expect("the answer is not HTTP");
    assert_eq!(submitted.status, 201, "{submitted:?}");
}

/// Heads of submissions, each with its own token.
async fn heads(world: &World, number: usize) -> Vec<Vec<u8>> {
    let mut heads = Vec::new();
    for _ in 0..number {
        let token = token(world.address(), ORIGIN).await;
        heads.push(with_token(&Head::new().set("Content-Length", "100000").bytes(), &token));
    }
    heads
}

/// Sends the body of a submission in pieces of this many bytes every 200 ms, until the proxy closes the connection.
async fn drip(x: u8, to: SocketAddr, head: Vec<u8>, bytes: usize) {
    let (mut read, mut write) = connect(x, to).await.into_split();
    let dripping = async {
        let mut piece = head;
        while write.write_all(&piece).await.is_ok() {
            piece = vec![b'-'; bytes];
            sleep(Duration::from_millis(200)).await;
        }
    };
    let mut answer = Vec::new();
    tokio::select! {
        () = dripping => {}
        _ = read.read_to_end(&mut answer) => {}
    }
}

/// Sends requests without reading the answers, until the proxy accepts no more of them.
async fn stuff(x: u8, to: SocketAddr) -> TcpStream {
    let mut stream = connect(x, to).await;
    let requests = "GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n".repeat(50);
    loop {
        match timeout(Duration::from_millis(500), stream.write_all(requests.as_bytes())).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return stream,
        }
    }
}

#[tokio::test]
async fn unread_answers_do_not_block_other_visitors() {
    // From one address and from many addresses: as many connections as the proxy serves, and more.
    for x in [|_: u8| 2_u8, |index: u8| 2 + index] {
        let world = small("connections_per_address = 100").await;
        let mut crowd = JoinSet::new();
        for index in 0..PLACES as u8 + 4 {
            crowd.spawn(stuff(x(index), world.address()));
        }
        let crowd = timeout(PATIENCE, crowd.join_all())
            .await
            .expect("the proxy did not stop accepting requests in time");
        sleep(UNTIL_LATE).await;
        assert_served(&world, 1).await;
        assert_served(&world, x(0)).await;
        drop(crowd);
    }
}

#[tokio::test]
async fn an_answer_that_is_not_read_ends_its_connection() {
    let world = World::with("answer_idle_seconds = 1", "").await;
    let mut stream = stuff(2, world.address()).await;
    let ended = async { while stream.write_all(b"x").await.is_ok() {} };
    timeout(PATIENCE, ended).await.expect("the connection was not closed in time");
}

/// Reads this many bytes every 100 ms. Returns how many bytes come before the proxy closes the connection; the function
/// stops at `most`.
async fn sip(world: &World, bytes: usize, most: usize) -> usize {
    let (mut read, mut write) = connect(2, world.address()).await.into_split();
    let asking = tokio::spawn(async move {
        while write.write_all(b"GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n").await.is_ok() {}
    });
    let (mut sip, mut received) = (vec![0; bytes], 0);
    while received < most {
        match read.read(&mut sip).await {
            Ok(read @ 1..) => received += read,
            _ => break,
        }
        sleep(Duration::from_millis(100)).await;
    }
    asking.abort();
    received
}

#[tokio::test]
async fn an_answer_that_is_read_too_slowly_ends_its_connection() {
    const MOST: usize = 400 << 10;
    let timeouts = "answer_idle_seconds = 2\nanswer_min_bytes_per_second";
    let fast = World::with(&format!("{timeouts} = 1000000"), "").await;
    assert!(sip(&fast, 16 << 10, MOST).await < MOST, "the connection stays open below the minimum rate");
    let slow = World::with(&format!("{timeouts} = 500"), "").await;
    assert_eq!(sip(&slow, 64 << 10, MOST).await / MOST, 1, "the connection is closed above the minimum rate");
    let total = World::with("answer_seconds = 1\nanswer_min_bytes_per_second = 0", "").await;
    assert!(
        sip(&total, 1 << 10, MOST).await < MOST,
        "the connection stays open after the time limit for its answers"
    );
}

#[tokio::test]
async fn idle_connections_make_room_for_others() {
    let world = small("connections_per_address = 100").await;
    let mut crowd = Vec::new();
    for (index, bytes) in
        ["", "POST /api", "GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n"].iter().cycle().enumerate()
    {
        if index == 3 * PLACES {
            break;
        }
        let mut stream = connect(2, world.address()).await;
        let _ = stream.write_all(bytes.as_bytes()).await;
        crowd.push(stream);
    }
    assert_served(&world, 1).await;
    assert_served(&world, 2).await;
    drop(crowd);
}

#[tokio::test]
async fn idle_connections_do_not_block_the_health_check() {
    let world = small("").await;
    let admin = world.proxy.admin_address();
    let mut crowd = Vec::new();
    for x in 2..2 + 2 * PLACES as u8 {
        crowd.push(connect(x, admin).await);
    }
    let health = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer =
        timeout(SERVED_WITHIN, request(1, admin, health)).await.expect("the answer did not come in time");
    assert_eq!(answer.unwrap().status, 200);
    drop(crowd);
}

/// Bodies sent byte by byte, from one address and from many addresses.
#[tokio::test]
async fn dripping_bodies_do_not_block_other_visitors() {
    for x in [|_: u8| 2_u8, |index: u8| 2 + index] {
        let world = small("connections_per_address = 100").await;
        let mut crowd = JoinSet::new();
        for (index, head) in (0..).zip(heads(&world, PLACES + 4).await) {
            crowd.spawn(drip(x(index), world.address(), head, 1));
        }
        sleep(UNTIL_LATE).await;
        assert_served(&world, 1).await;
        assert_served(&world, x(0)).await;
    }
}

/// Bodies that are fast enough, and never end.
#[tokio::test]
async fn bodies_at_the_least_rate_leave_room_for_other_networks() {
    let world = small("connections_per_address = 4").await;
    let mut crowd = JoinSet::new();
    for (index, head) in (0..).zip(heads(&world, 2 * PLACES).await) {
        crowd.spawn(drip(2 + index % 8, world.address(), head, 400));
    }
    sleep(UNTIL_LATE).await;
    for _ in 0..4 {
        assert_served(&world, 1).await;
    }
}

#[tokio::test]
async fn submissions_leave_a_quarter_of_the_places_to_other_requests() {
    let world = small("").await;
    let mut crowd = JoinSet::new();
    let mut heads = heads(&world, PLACES).await;
    let late = heads.pop().unwrap();
    for (x, head) in (2..).zip(heads) {
        crowd.spawn(drip(x, world.address(), head, 400));
    }
    sleep(UNTIL_LATE).await;
    // Each submission comes from another network, so that none exceeds its share.
    let refused = request(2, world.address(), &late).await.unwrap();
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate_limited"));
    assert_eq!(refused.header("retry-after"), Some("10"));
    let served = timeout(SERVED_WITHIN, request(1, world.address(), &form_config())).await;
    assert_eq!(served.expect("the form configuration did not come in time").unwrap().status, 200);
}

/// Whether the visitor 127.0.0.2 gets the form configuration while four bodies come from the same address.
async fn is_served_beside_four_bodies(world: &World) -> bool {
    let mut crowd = JoinSet::new();
    for head in heads(world, 4).await {
        crowd.spawn(drip(2, world.address(), head, 400));
    }
    sleep(Duration::from_millis(500)).await;
    assert_served(world, 1).await;
    timeout(SERVED_WITHIN, request(2, world.address(), &form_config()))
        .await
        .is_ok_and(|answer| answer.is_some())
}

#[tokio::test]
async fn one_address_gets_only_its_share_of_connections() {
    assert!(!is_served_beside_four_bodies(&small("connections_per_address = 4").await).await);
    assert!(is_served_beside_four_bodies(&small("connections_per_address = 5").await).await);
    let trusted = World::of(|file| Configuration {
        top: "trusted_proxies = [\"127.0.0.2/32\"]".to_owned(),
        limits: "connections_per_address = 4".to_owned(),
        ..file
    });
    assert!(
        is_served_beside_four_bodies(&trusted.await).await,
        "a trusted web server serves many visitors, so its connections have no limit"
    );
}

#[tokio::test]
async fn waiting_connection_is_served_when_a_place_is_free() {
    let world = small("connections_per_address = 1").await;
    let mut first = connect(2, world.address()).await;
    let head = heads(&world, 1).await.pop().unwrap();
    first.write_all(&head).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    let waiting = tokio::spawn({
        let to = world.address();
        async move { request(2, to, &form_config()).await }
    });
    sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    let freed = Instant::now();
    drop(first);
    assert_eq!(timeout(PATIENCE, waiting).await.unwrap().unwrap().unwrap().status, 200);
    assert!(freed.elapsed() < SERVED_WITHIN);
}
