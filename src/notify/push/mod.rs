//! Web push straight to the browsers' own push services: nobody's relay in between.
//!
//! `encrypt` makes the body only the browser can read (RFC 8291), `vapid` says who sends (RFC 8292), `service` makes the
//! one call (RFC 8030), `subscription` reads what a browser hands over.

pub(super) mod encrypt;
pub(super) mod service;
pub(super) mod subscription;
pub(super) mod vapid;
