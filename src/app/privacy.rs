//! What joins the rooms that keep something of a customer with the one that hands it over and erases it.

use std::sync::Arc;

use crate::ids::ContactId;
use crate::orders::Orders;
use crate::privacy::{Found, Holding, Joined, Source, Who};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::{health, inbox, media, notify, orders, practice, privacy, replies, whatsapp};

/// What every room keeps of customers, in the order in which it goes.
pub fn holdings() -> Vec<Holding> {
    [
        whatsapp::held(),
        practice::HELD,
        replies::held(),
        health::held(),
        orders::held(),
        notify::held(),
        inbox::held(),
    ]
    .concat()
}

/// The same with what the order book holds in memory, where it runs.
pub(super) fn joined_with(book: &Orders) -> Joined {
    let (book, joined) = (book.clone(), joined());
    let empty_rows = Arc::clone(&joined.empty_rows);
    Joined {
        empty_rows: Arc::new(move |tx, who| {
            book.forget_trials();
            empty_rows(tx, who)
        }),
        ..joined
    }
}

pub(super) fn joined() -> Joined {
    Joined {
        holdings: holdings(),
        who: Arc::new(who),
        unname: Arc::new(|tx, who| inbox::unname(tx, &who)),
        empty_rows: Arc::new(|tx, who| orders::empty_some(tx, &who.contacts)),
        messages: Arc::new(|conn, (conversation, after, limit)| {
            inbox::messages_after(conn, conversation, after, limit)
        }),
        count: Arc::new(|conn, conversations| inbox::count_messages(conn, &conversations)),
        files: Arc::new(|conn, messages| inbox::files_of(conn, &messages)),
        file_is_used: Arc::new(|conn, file| {
            Ok(inbox::names_file(conn, file)? || whatsapp::names_file(conn, file)?)
        }),
        drop_file: Arc::new(media::drop_some),
        file: Arc::new(|conn, file| {
            let name = |info: media::MediaInfo| (info.filename.unwrap_or(info.mime_type), info.bytes);
            Ok(media::info(conn, file)?.map(name))
        }),
        piece: Arc::new(|conn, (file, number)| media::piece(conn, file, number)),
        sources: vec![
            source(whatsapp::raw_about, whatsapp::erase_raw),
            source(orders::told_of, orders::empty_told),
        ],
        // One after the other: each joins a step of its own.
        squeeze: Arc::new(|tx, first| {
            let messages = inbox::squeeze(tx, first)?;
            Ok(orders::squeeze(tx, first)? || messages)
        }),
        quiet_since: Arc::new(|conn, (since, limit)| inbox::quiet_since(conn, since, limit)),
    }
}

fn source(
    find: fn(&ReadConn, &Who, i64) -> Result<Found, StorageError>,
    erase: fn(&WriteTx, &[i64]) -> Result<(), StorageError>,
) -> Source {
    Source {
        find: Arc::new(move |conn, (who, after)| find(conn, &who, after)),
        erase: Arc::new(move |tx, ids| erase(tx, &ids)),
    }
}

/// Everything a customer can be found by, in every room.
fn who(conn: &ReadConn, contact: ContactId) -> Result<Option<Who>, StorageError> {
    let Some(mut who) = inbox::who(conn, contact)? else { return Ok(None) };
    orders::known_by(conn, &mut who)?;
    who.message_names = whatsapp::message_names(&who.phones);
    for signal in health::signals_about(conn, &who.contacts)? {
        who.places.push(format!("/health/{signal}"));
    }
    Ok(Some(who))
}

/// Takes a list of erased names into a restored copy; says how many customers are erased again, and nothing where it is
/// another shop's list.
pub fn erase_again(tx: &WriteTx, list: &privacy::Listed) -> Result<Option<usize>, StorageError> {
    let marks = inbox::everybodys_marks(tx)?;
    let Some(again) = privacy::merge_list(tx, list, &marks)? else { return Ok(None) };
    let joined = joined();
    for contact in &again {
        privacy::begin(tx, &joined, *contact, &crate::actor::Actor::system())?;
    }
    Ok(Some(again.len()))
}
