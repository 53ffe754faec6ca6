//! What the shop knows: reading documents, fetching pages, finding passages.

mod disagreements;
mod documents;
mod extract;
mod hybrid;
mod pages;
mod pdf;
mod recall;
mod scans;
mod shop;
mod site;
mod site_server;
mod source_use;
mod sources;
mod uploads;
mod validity;
mod versions;
mod walls;
