//! Proves a whole store: every frame, digest, seal, sequence, chain and key, and the database beneath.
//!
//! Damage has a position; the first of each stream is named, and the others are still proved.
//! A record that ends early and is the last of its stream is told apart from damage among others: see [`Store::cut`].
//! Does not know checkpoints: what they prove beyond this is [`audit`](crate::checkpoint::audit)'s.
//! Read [`Store::verify`] first.

mod cut;
mod damage;
mod definitions;
mod frozen;
mod walk;

pub use cut::Cut;
pub use damage::{Damage, Finding};

use crate::error::StoreError;
use crate::schema;
use crate::store::Store;

/// How much damage is listed; what is beyond is counted.
const LISTED: usize = 1_000;

/// What was proved of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many records are sound.
    pub records: u64,
    /// How many streams there are.
    pub streams: u64,
    /// What is wrong, the first thing of each stream, in the order of the positions; at most 1,000 things.
    pub damage: Vec<Damage>,
    /// How much damage is not listed.
    pub further: u64,
}

impl Verification {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty()
    }

    fn add(&mut self, damage: Damage) {
        if self.damage.len() < LISTED {
            self.damage.push(damage);
        } else {
            self.further += 1;
        }
    }
}

impl Store {
    /// Proves everything that the store holds, as of one moment.
    ///
    /// Takes memory for each stream, none for each record.
    ///
    /// ```
    /// let store = cauce_store::Store::in_memory()?;
    /// assert!(store.verify()?.is_sound());
    /// # Ok::<(), cauce_store::StoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read at all; what is wrong with its content is no error.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        self.verify_each(|_, _| {})
    }

    /// Proves everything, and shows each sound record with its position, in their order.
    ///
    /// # Errors
    ///
    /// As [`Store::verify`].
    pub fn verify_each(&self, mut each: impl FnMut(u64, &[u8])) -> Result<Verification, StoreError> {
        let mut proved = Verification::default();
        self.base().read(&mut |connection| {
            proved = walk::walk(connection, &mut each)?;
            let database = connection.unsound()?.into_iter().map(|said| Finding::Database { said });
            let tables = schema::differ(connection)?.into_iter().map(|name| Finding::Schema { name });
            let texts = definitions::changed(connection)?;
            frozen::astray(connection)?.into_iter().for_each(|damage| proved.add(damage));
            for what in texts.into_iter().chain(database).chain(tables) {
                proved.add(Damage { position: None, stream: None, what });
            }
            Ok(())
        })?;
        Ok(proved)
    }
}
