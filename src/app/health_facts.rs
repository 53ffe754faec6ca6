//! What the health scanner is told that stands in no view: the disk, the backups, the models, the days the shop is closed.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::backup::{self, NightlyBackup, Standing};
use crate::accounts::{self, Shop};
use crate::clock::{Clock, Timestamp};
use crate::health::{ChosenModel, Facts, GatherFacts};
use crate::jobs;
use crate::llm::{ChatProvider, EmbeddingProvider, Llm};
use crate::storage::{Db, ReadConn, StorageError};

/// The one address at which a provider that others imitate has its own models.
const HOME_OF_OPENAI: &str = "https://api.openai.com";

/// Gathers them whenever a detector is asked.
pub(super) fn gather(db: &Db, clock: &Clock, llm: &Llm) -> GatherFacts {
    let (db, clock, llm) = (db.clone(), clock.clone(), llm.clone());
    Arc::new(move |conn| facts(conn, &db, clock.now(), &llm))
}

fn facts(conn: &ReadConn, db: &Db, now: Timestamp, llm: &Llm) -> Result<Facts, StorageError> {
    let shop = accounts::shop(conn)?;
    let zone = TimeZone::get(&shop.time_zone).unwrap_or(TimeZone::UTC);
    let (chat, embedding) = models(llm);
    let (state, at) = backups(conn, db, now)?;
    Ok(Facts {
        free_bytes: db.free_bytes(),
        database_bytes: db.bytes(),
        backup_state: state.to_owned(),
        backup_at: at,
        backup_failing_since: jobs::failing_since::<NightlyBackup>(conn, NightlyBackup::KEY)?,
        chat,
        embedding,
        closed_days: closed_days(&shop, &zone),
        zone_offset_ms: i64::from(zone.to_offset(now.to_jiff()).seconds()) * 1000,
    })
}

/// A shop opened today waits for its first night before anybody is told that it has no backup.
fn backups(
    conn: &ReadConn,
    db: &Db,
    now: Timestamp,
) -> Result<(&'static str, Option<Timestamp>), StorageError> {
    Ok(match backup::standing(db.folder(), now) {
        Standing::Fresh(at) => ("fresh", Some(at)),
        Standing::Old(at) => ("old", Some(at)),
        Standing::Unverified(at) => ("unverified", Some(at)),
        Standing::Missing => {
            let was_missed = accounts::opened_at(conn)?.is_some_and(|opened| backup::is_old(opened, now));
            (if was_missed { "missing" } else { "fresh" }, None)
        }
    })
}

fn models(llm: &Llm) -> (ChosenModel, ChosenModel) {
    let settings = llm.settings();
    let is_home = |base: Option<&String>| base.is_none_or(|base| base.starts_with(HOME_OF_OPENAI));
    let chat = match settings.chat.provider {
        ChatProvider::Builtin => ChosenModel::default(),
        ChatProvider::Bedrock | ChatProvider::Anthropic | ChatProvider::Openai => ChosenModel {
            provider: settings.chat.provider.as_str().to_owned(),
            at_home: is_home(settings.chat.base_url.as_ref()),
            model: settings.chat.model,
            dimensions: None,
        },
    };
    let embedding = match settings.embedding.provider {
        EmbeddingProvider::None => ChosenModel::default(),
        EmbeddingProvider::Bedrock | EmbeddingProvider::Openai | EmbeddingProvider::Voyage => ChosenModel {
            provider: settings.embedding.provider.as_str().to_owned(),
            at_home: is_home(settings.embedding.base_url.as_ref()),
            model: settings.embedding.model,
            dimensions: settings.embedding.dimensions,
        },
    };
    (chat, embedding)
}

/// Days without opening hours of their own, from their first midnight to the one after their last.
fn closed_days(shop: &Shop, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
    let midnight = |day: Date| {
        let moment = day.to_zoned(zone.clone()).ok()?.timestamp();
        Some(Timestamp::from_millis(moment.as_millisecond()))
    };
    let closed = shop.special_days.iter().filter(|days| days.hours.is_empty());
    closed.filter_map(|days| Some((midnight(days.from)?, midnight(days.to.tomorrow().ok()?)?))).collect()
}
