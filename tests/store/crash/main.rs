//! The store on a disk that crashes and fails: what was acknowledged is there, nothing is there by half.
#![cfg(target_arch = "x86_64")]

mod crash;
mod disk;
mod faults;
mod images;
mod random;
mod work;
