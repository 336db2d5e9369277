//! One binary: command line, composition, signals. No rules live here.

pub mod bodies;
pub mod cli;
pub mod commands;
pub mod compose;
pub mod config;
pub mod health;
pub mod listen;
pub mod logs;
pub mod metrics;
pub mod routes;
pub mod serve;
pub mod surroundings;
