//! One connection: statements that are ready, and those that were sent and whose answer nobody has looked at yet.
//!
//! What only changes something is sent and not waited for; the next question goes out with it, and its answer comes after
//! theirs. Knows no transaction. Read [`Session::send`] first.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use futures_core::Stream as _;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Error, Socket, Statement};

use super::super::{Cell, EachRow, Result};
use super::cell::{Came, Going};
use crate::error::StoreError;

type Answered<T> = std::result::Result<T, Error>;

/// How many statements are on their way at most, so that what is kept of them has an end.
const UNDER_WAY: usize = 256;

/// Opens one more connection.
pub(crate) type Connect = Box<dyn Fn() -> Result<Session> + Send + Sync>;

/// How connections to a server are opened, encrypted by whatever does so.
pub(crate) fn connect<T>(config: Config, tls: T) -> Connect
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    Box::new(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| StoreError::Unreachable { source: error.into() })?;
        let (client, connection) =
            runtime.block_on(config.connect(tls.clone())).map_err(StoreError::unreachable)?;
        // It moves on only while somebody waits for an answer.
        drop(runtime.spawn(connection));
        Ok(Session { runtime, client: Arc::new(client), ready: BTreeMap::new(), sent: Vec::new() })
    })
}

type Sent = Pin<Box<dyn Future<Output = Answered<u64>> + Send>>;

/// A connection.
pub(crate) struct Session {
    runtime: Runtime,
    client: Arc<Client>,
    /// By where their texts stand.
    ready: BTreeMap<(usize, usize), Statement>,
    /// What was sent and is not answered, in order.
    sent: Vec<Sent>,
}

impl Session {
    /// Sends what changes something; what comes of it is seen with the next answer, at the latest by the commit.
    pub(super) fn send(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Answered<()> {
        if self.sent.len() >= UNDER_WAY {
            self.settle()?;
        }
        let (ready, client) = (self.ready(statement)?, Arc::clone(&self.client));
        let cells: Vec<Going> = cells.iter().map(Going::from).collect();
        let mut sent: Sent = Box::pin(async move { client.execute_raw(&ready, cells).await });
        // What is looked at for the first time is put in line.
        let begun = self.runtime.block_on(poll_fn(|context| match sent.as_mut().poll(context) {
            Poll::Ready(answer) => Poll::Ready(Some(answer)),
            Poll::Pending => Poll::Ready(None),
        }));
        match begun {
            Some(answer) => self.or_first(answer.map(|_| ())),
            None => {
                self.sent.push(sent);
                Ok(())
            }
        }
    }

    /// Changes something, and waits to hear how many rows.
    pub(super) fn changed(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Answered<u64> {
        let ready = self.ready(statement)?;
        let cells: Vec<Going> = cells.iter().map(Going::from).collect();
        let changed = self.runtime.block_on(self.client.execute_raw(&ready, cells));
        self.or_first(changed)
    }

    /// Asks, and shows each row as it comes; the inner answer is that of whoever was shown one.
    pub(super) fn rows(
        &mut self,
        statement: &'static str,
        cells: &[Cell<'_>],
        each: EachRow<'_>,
    ) -> Answered<Result<()>> {
        let ready = self.ready(statement)?;
        let cells: Vec<Going> = cells.iter().map(Going::from).collect();
        let asked = self.runtime.block_on(self.client.query_raw(&ready, cells));
        let rows = match asked {
            Ok(rows) => {
                self.settle()?;
                rows
            }
            Err(error) => return self.or_first(Err(error)),
        };
        let mut rows = pin!(rows);
        loop {
            let next = poll_fn(|context| rows.as_mut().poll_next(context));
            match self.runtime.block_on(next) {
                None => return Ok(Ok(())),
                Some(row) => {
                    if let Err(error) = each(&Came::from(row?)) {
                        return Ok(Err(error));
                    }
                }
            }
        }
    }

    /// Several statements without places.
    pub(super) fn script(&mut self, statements: &str) -> Answered<()> {
        let ran = self.runtime.block_on(self.client.batch_execute(statements));
        self.or_first(ran)
    }

    /// The commit; the first failure of what it goes out with is its own, for nothing was kept then.
    pub(super) fn commit(&mut self) -> Answered<()> {
        self.script("COMMIT")
    }

    /// Takes back whatever was done.
    pub(super) fn roll_back(&mut self) -> Answered<()> {
        self.sent.clear();
        self.runtime.block_on(self.client.batch_execute("ROLLBACK"))
    }

    /// What went wrong first of all that was sent before, or else that.
    fn or_first<T>(&mut self, answer: Answered<T>) -> Answered<T> {
        self.settle()?;
        answer
    }

    fn settle(&mut self) -> Answered<()> {
        let sent = std::mem::take(&mut self.sent);
        self.runtime.block_on(async {
            for answer in sent {
                answer.await?;
            }
            Ok(())
        })
    }

    fn ready(&mut self, statement: &'static str) -> Answered<Statement> {
        let place = (statement.as_ptr().addr(), statement.len());
        if let Some(ready) = self.ready.get(&place) {
            return Ok(ready.clone());
        }
        let prepared = self.runtime.block_on(self.client.prepare(statement));
        let ready = self.or_first(prepared)?;
        self.ready.insert(place, ready.clone());
        Ok(ready)
    }
}
