//! The door: the way of a connection and a request until the proxy reads a submission.
//!
//! A request's way: [`server`] accepts the connection, and limits its duration and the number of connections of an
//! address ([`pace`]), [`request_id`] and [`access`] name and log the request, [`routes`] finds the handler, and the handler's
//! guard asks [`visitor`], [`origin`], [`rate`], [`token`] and [`proof`] whether the request may go on. [`problem`] has
//! the answers to the requests that may not.

pub(crate) mod access;
pub(crate) mod origin;
pub(crate) mod pace;
pub(crate) mod problem;
pub(crate) mod proof;
pub(crate) mod rate;
pub(crate) mod redirects;
pub(crate) mod request_id;
pub(crate) mod routes;
pub(crate) mod secret;
pub(crate) mod server;
pub(crate) mod token;
pub(crate) mod visitor;
