//! Slow visitors, all at the same time: with limits on time, one case after the other would take too long.

use std::sync::Arc;
use std::time::Duration;

use crate::case::{Case, Expected, Head, Step, TARGET, filled};
use crate::world::{World, exchange};

/// The world's time limits in seconds. Their sum is less than a test may take.
const TIMEOUTS: &str = "header_seconds = 1\nbody_idle_seconds = 1\nbody_seconds = 3";

/// The time limit from the last byte to the end of the connection, with the longest of these timeouts.
const IN_TIME: Duration = Duration::from_secs(13);

const LATE: Expected = Expected::Refused(408, "request_timeout");

/// Steps that send one byte after the other with a `pause` between them, for longer than any of the timeouts.
fn trickle(bytes: &[u8], pause: Duration) -> Vec<Step> {
    bytes.iter().flat_map(|byte| [Step::Write(vec![*byte]), Step::Pause(pause)]).collect()
}

fn case(name: &str, head: Vec<u8>, then: Vec<Step>, expected: Expected) -> Case {
    let steps = [Step::Write(head)].into_iter().chain(then).collect();
    Case { name: name.to_owned(), steps, expected }
}

fn cases() -> Vec<Case> {
    let announced = || Head::new().set("Content-Length", "100000").bytes();
    let chunked = || Head::new().set("Transfer-Encoding", "chunked").bytes();
    let last_chunk = || {
        let body = filled().finish();
        let size = format!("{:x}\r\n", body.len()).into_bytes();
        [chunked(), size, body, b"\r\n0\r\n".to_vec()].concat()
    };
    let fast = Duration::from_millis(400);
    let begin = filled().finish()[..100].to_vec();
    let head = Head::new().bytes();
    vec![
        // Before a request has begun, the proxy closes the connection without an answer.
        case("a connection and nothing", Vec::new(), Vec::new(), Expected::Closed),
        case("half a request line", b"POST /api/fo".to_vec(), Vec::new(), Expected::Closed),
        case("a head without its end", head[..head.len() - 2].to_vec(), Vec::new(), Expected::Closed),
        case("a head by the byte", Vec::new(), trickle(&head[..12], fast), Expected::Closed),
        case("only blank lines", b"\r\n\r\n".to_vec(), trickle(b"\r\n\r\n\r\n\r\n", fast), Expected::Closed),
        case("a body that never begins", announced(), Vec::new(), LATE),
        case("a body that stands still", announced(), vec![Step::Write(begin.clone())], LATE),
        case("a body by the byte", announced(), trickle(&begin[..15], fast), LATE),
        case(
            "a body by the byte, in HTTP/1.0",
            Head::new().line(format!("POST {TARGET} HTTP/1.0")).set("Content-Length", "100000").bytes(),
            trickle(&begin[..15], fast),
            LATE,
        ),
        case("trailers by the byte", last_chunk(), trickle(b"x-trailer: aaaaaaa", fast), LATE),
        case("chunks that never begin", chunked(), Vec::new(), LATE),
        case("a chunk's size and no more", chunked(), vec![Step::Write(b"ff\r\n".to_vec())], LATE),
        case("a chunk by the byte", chunked(), trickle(b"00000000000000", fast), LATE),
        case("a preamble by the byte", announced(), trickle(b"xxxxxxxxxxxxxx", fast), LATE),
        case(
            "a good body, its last byte missing",
            {
                let body = filled().finish();
                let head = Head::new().set("Content-Length", (body.len() + 1).to_string()).bytes();
                [head, body].concat()
            },
            Vec::new(),
            LATE,
        ),
        case(
            "100-continue and then nothing",
            Head::new().set("Content-Length", "5").and("Expect", "100-continue").bytes(),
            Vec::new(),
            LATE,
        ),
        case(
            "a connection that is kept and not used",
            {
                let line = "GET /nowhere HTTP/1.1";
                Head::new().line(line).set("Connection", "keep-alive").bytes()
            },
            Vec::new(),
            Expected::Refused(404, "not_found"),
        ),
        case(
            "half a second request",
            {
                let first = Head::new().line("GET /nowhere HTTP/1.1").set("Connection", "keep-alive").bytes();
                [first, b"POST /api".to_vec()].concat()
            },
            Vec::new(),
            Expected::Refused(404, "not_found"),
        ),
    ]
}

#[tokio::test]
async fn slow_clients_are_cut_off_in_time() {
    let world = Arc::new(World::with(TIMEOUTS, "").await);
    let cases = cases();
    let number = cases.len();
    let running = cases.into_iter().map(|Case { name, steps, expected }| {
        let address = world.address();
        tokio::spawn(async move {
            let bytes = exchange(&name, address, steps, IN_TIME).await;
            (name, bytes, expected)
        })
    });
    for done in running.collect::<Vec<_>>() {
        let (name, bytes, expected) = done.await.unwrap();
        world.check(&name, &bytes, &expected, 0).await;
    }
    world.assert_healthy("slow clients").await;
    println!("slow clients: {number} hostile cases");
}
