//! What an update comes with, what may become of it, and the names of the customer it is about.

use super::numbers::Connection;
use super::wire::parse::{Identity, Unused};
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::inbox::{Alias, AliasKind};

/// An update with what is known about its coming.
pub(in crate::whatsapp) struct Arrival<'a> {
    /// The connection whose secret signed the webhook.
    pub signed_by: ConnectionId,
    /// The number of ours it names.
    pub phone_number_id: Option<&'a str>,
    /// The account of ours it names.
    pub account_id: Option<&'a str>,
    pub raw: &'a str,
    pub received_at: Timestamp,
}

/// What became of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::whatsapp) enum Applied {
    Kept,
    /// We had it already.
    Repeated,
    Ignored(Unused),
    Failed(Unused),
}

/// The names a customer had before and has now. User ids mean something within one business portfolio only, phones
/// everywhere, and practice customers never meet real ones.
pub(in crate::whatsapp) fn aliases(identity: &Identity, connection: &Connection) -> (Vec<Alias>, Vec<Alias>) {
    let business = connection.alias_scope();
    let world = connection.environment.as_str().to_owned();
    let alias =
        |kind, value: &String, scope: &String| Alias { kind, value: value.clone(), scope: scope.clone() };
    let current = [
        identity.user_id.as_ref().map(|id| alias(AliasKind::UserId, id, &business)),
        identity.parent_user_id.as_ref().map(|id| alias(AliasKind::ParentUserId, id, &business)),
        identity.phone.as_ref().map(|phone| alias(AliasKind::Phone, phone, &world)),
        identity.username.as_ref().map(|name| alias(AliasKind::Username, name, &world)),
    ];
    let ids = identity.former_user_ids.iter().map(|id| alias(former_kind(id), id, &business));
    let phones = identity.former_phones.iter().map(|phone| alias(AliasKind::Phone, phone, &world));
    (ids.chain(phones).collect(), current.into_iter().flatten().collect())
}

/// The names a customer has now.
pub(in crate::whatsapp) fn aliases_of(identity: &Identity, connection: &Connection) -> Vec<Alias> {
    aliases(identity, connection).1
}

/// Parent ids are told by their second part: `BR.ENT.…`.
fn former_kind(id: &str) -> AliasKind {
    if id.split('.').nth(1) == Some("ENT") { AliasKind::ParentUserId } else { AliasKind::UserId }
}
