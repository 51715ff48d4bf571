//! A store in a real file: killed while it writes, damaged by hand, and opened by a later version.

mod chain;
mod damage;
mod golden;
mod killed;
