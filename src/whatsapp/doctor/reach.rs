//! First things first: does the world reach us, do we reach Meta, and do both have the same time?

use std::time::Duration;

use super::knock::{Answer, knock};
use super::{Fault, Round, call};
use crate::clock::Timestamp;
use crate::storage::StorageError;
use crate::whatsapp::ledger;
use crate::whatsapp::numbers::causes::Cause;
use crate::whatsapp::numbers::checks::{Check, CheckId, FactName};
use crate::whatsapp::numbers::versions::{self, Term};
use crate::whatsapp::wire::graph::Greeting;

/// A clock further off than this makes messages look late.
const CLOCK_LIMIT_SECONDS: u64 = 5 * 60;
/// Meta tells whole seconds, and its answer travels: nearer than this nothing is known, in seconds.
const CLOCK_WARNING_SECONDS: u64 = 5;
/// A webhook this recent proves that the address works, even where this machine cannot reach itself.
const RECENT: Duration = Duration::from_hours(1);

impl Round<'_> {
    pub(super) async fn public_address(&mut self) -> Result<(), Fault> {
        let id = CheckId::PublicAddress;
        let Some(url) = self.whatsapp.callback_url() else {
            let words = "Set server.public_url to the https address the world reaches this server by, then restart Shopbell.";
            self.checks.push(Check::fail(id, Cause::NoPublicAddress, words));
            return Ok(());
        };
        // A stand-in for Meta on this machine calls plain http; Meta itself never does.
        if !url.starts_with("https://") && self.meta.base.scheme() == "https" {
            let words =
                format!("{url} is not https: Meta calls only https addresses with a valid certificate.");
            self.checks
                .push(Check::fail(id, Cause::PublicAddressNotHttps, words).naming(FactName::Address, url));
            return Ok(());
        }
        let check = match knock(&url, &self.connection.verify_token).await {
            Answer::Ourselves => Check::ok(id, format!("{url} leads here.")),
            Answer::Somebody(status) => {
                let words = format!(
                    "At {url} something answers (HTTP {status}) that is not this Shopbell: look at the proxy, the DNS name, or a second copy."
                );
                Check::fail(id, Cause::PublicAddressForeign, words)
            }
            Answer::Nobody(why) => self.unreachable(&url, &why).await?,
        };
        // What Meta says may explain it further, so the round goes on.
        self.checks.push(check.naming(FactName::Address, url));
        Ok(())
    }

    /// Behind some routers a machine cannot reach its own public address although the world can.
    async fn unreachable(&self, url: &str, why: &str) -> Result<Check, StorageError> {
        let connection = self.connection.id;
        let last = self.whatsapp.db.read(move |conn| ledger::store::last_received(conn, connection)).await?;
        let now = self.whatsapp.clock.now();
        Ok(match last.filter(|at| now.since(*at) <= RECENT) {
            Some(at) => Check::ok(
                CheckId::PublicAddress,
                format!(
                    "Meta reached {url} at {at}; from this machine itself it cannot be reached, which harms nobody."
                ),
            ),
            None => Check::fail(
                CheckId::PublicAddress,
                Cause::PublicAddressUnreachable,
                format!(
                    "{url} cannot be reached ({why}): look at the DNS name, port 443 and the certificate."
                ),
            )
            .naming(FactName::Error, why),
        })
    }

    /// Meta, its clock, and the version it serves.
    pub(super) async fn greet(&mut self) -> Result<(), Fault> {
        let greeting = call(CheckId::MetaReachable, self.meta.graph.greet(&self.meta.base).await)?;
        let now = self.whatsapp.clock.now();
        self.push(Check::ok(CheckId::MetaReachable, "Meta answers."))?;
        self.push(clock_check(greeting.date, now))?;
        self.push(version_check(self.meta.graph.version(), &greeting, now))
    }
}

fn clock_check(metas: Option<Timestamp>, ours: Timestamp) -> Check {
    let Some(metas) = metas else {
        return Check::skip(CheckId::Clock, "Meta does not say what time it has.");
    };
    let off = metas.as_seconds() - ours.as_seconds();
    let direction = if off > 0 { "behind" } else { "ahead" };
    let words = |amount: String| {
        format!(
            "This server's clock is {amount} {direction} of Meta's: switch on time synchronisation (timedatectl set-ntp true)."
        )
    };
    let which = if off > 0 { FactName::SecondsBehind } else { FactName::SecondsAhead };
    match off.unsigned_abs() {
        seconds @ CLOCK_LIMIT_SECONDS.. => {
            Check::fail(CheckId::Clock, Cause::ClockOff, words(format!("{} minutes", seconds / 60)))
                .naming(which, seconds)
        }
        seconds @ CLOCK_WARNING_SECONDS.. => {
            Check::warn(CheckId::Clock, Cause::ClockOff, words(format!("{seconds} seconds")))
                .naming(which, seconds)
        }
        _near => Check::ok(CheckId::Clock, "It agrees with Meta's."),
    }
}

fn version_check(asked: &str, greeting: &Greeting, now: Timestamp) -> Check {
    let id = CheckId::Version;
    let newest = versions::newest();
    let served = greeting.served_version.as_deref().unwrap_or(asked);
    let check = match versions::term(asked, now) {
        Term::Expired => Check::fail(
            id,
            Cause::VersionExpired,
            format!(
                "Meta no longer serves {asked} and answers with {served}: set whatsapp.graph_version to {newest}."
            ),
        ),
        Term::Good | Term::EndsIn { .. } if served != asked => Check::fail(
            id,
            Cause::VersionExpired,
            format!("Meta answers with {served} instead of {asked}: set whatsapp.graph_version to {newest}."),
        ),
        Term::EndsIn { days } => Check::warn(
            id,
            Cause::VersionExpiring,
            format!(
                "Meta serves {asked} for {days} more days: update Shopbell, or set whatsapp.graph_version to {newest}."
            ),
        ),
        Term::Good => Check::ok(id, format!("Shopbell speaks {asked}.")),
    };
    check.naming(FactName::Version, asked)
}
