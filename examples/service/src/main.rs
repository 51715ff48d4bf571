//! A host that embeds the engine on a store and speaks HTTP: one idea of where the seams are, small enough to be read.
//!
//! `cauce-example-service STORE ADDRESS [PROCEDURE.toml …]`; with port 0 the system chooses one, and the first line of
//! the output says which.
//! Knows threads, sockets and headers. What a request means is for [`service`], its JSON for [`asked`] and [`told`];
//! what may be done to a case, and that it lasts, is the library's.

mod asked;
mod service;
mod told;

use std::io::{Read as _, Write as _};
use std::time::Duration;

use cauce::clock::SystemClock;
use cauce::source::Language;
use cauce_store::cases::Settings;
use cauce_store::{Cases, Store};
use tiny_http::{Header, Request, Response, Server};

use service::{Answer, Call, Service};

/// How many requests are answered at once.
const THREADS: usize = 4;

/// The most bytes that a request may bring.
const LARGEST: u64 = 1 << 20;

/// How often time passes by itself.
const TICK: Duration = Duration::from_secs(1);

type Failed = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failed> {
    let mut arguments = std::env::args().skip(1);
    let (Some(store), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("usage: cauce-example-service STORE ADDRESS [PROCEDURE.toml …]".into());
    };
    // A system without entropy is no place for sealed fields.
    getrandom::fill(&mut [0; 1]).map_err(|error| error.to_string())?;
    let mut settings = Settings::default();
    settings.entropy = Some(Box::new(entropy));
    let cases = Cases::with(Store::open(store)?, SystemClock, settings);
    for file in arguments {
        cases.add(&std::fs::read_to_string(file)?)?;
    }
    let service = Service::new(cases);
    let server = Server::http(address)?;
    writeln!(std::io::stdout(), "http://{}", server.server_addr())?;
    std::thread::scope(|threads| {
        for _ in 0..THREADS {
            threads.spawn(|| {
                while let Ok(request) = server.recv() {
                    serve(&service, request);
                }
            });
        }
        // What falls due fires also while nobody asks.
        loop {
            service.pass_time();
            std::thread::sleep(TICK);
        }
    })
}

fn entropy() -> [u8; 32] {
    let mut bytes = [0; 32];
    // That the system gives entropy was tried before.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

fn serve(service: &Service, mut request: Request) {
    let answer = match body(&mut request) {
        Some(body) => {
            let header = |name: &'static str| {
                let found = request.headers().iter().find(|header| header.field.equiv(name));
                found.map(|header| header.value.as_str().to_owned())
            };
            let english = header("Accept-Language").is_some_and(|value| value.starts_with("en"));
            let call = Call {
                method: request.method().to_string(),
                address: request.url().to_owned(),
                key: header("Idempotency-Key"),
                language: if english { Language::English } else { Language::Spanish },
                body,
            };
            service.answer(&call)
        }
        None => Answer::too_large(),
    };
    let mut response = Response::from_data(answer.body).with_status_code(answer.status);
    if let Ok(header) = Header::from_bytes("Content-Type", answer.media_type) {
        response.add_header(header);
    }
    // Whoever has left does not wait for an answer.
    let _ = request.respond(response);
}

fn body(request: &mut Request) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let read = request.as_reader().take(LARGEST + 1).read_to_end(&mut body);
    (read.is_ok() && body.len() as u64 <= LARGEST).then_some(body)
}
