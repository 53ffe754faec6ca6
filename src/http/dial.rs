//! Clients that dial through the address filter, at the moment of dialling: no name can lead inside the shop's own network.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address_filter::AddressFilter;
use super::outgoing;

/// Stands for any port that is not the web's.
pub const OTHER_PORT: u16 = 0;

/// Why a name was not dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDialled {
    #[error("the name leads to a private address")]
    Private,
    #[error("no such name")]
    NoSuchName,
}

/// A client for one port that gives names addresses only when all of them are permitted. An address written as a number
/// is asked of the filter by whoever calls.
pub fn builder(filter: &AddressFilter, port: u16) -> reqwest::ClientBuilder {
    outgoing::builder().dns_resolver(Arc::new(FilteredNames { filter: filter.clone(), port }))
}

/// Our own reason inside reqwest's.
pub fn refused(error: &reqwest::Error) -> Option<NotDialled> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(reason) = inner.downcast_ref::<NotDialled>() {
            return Some(*reason);
        }
        cause = inner.source();
    }
    None
}

/// The resolver reqwest dials through.
struct FilteredNames {
    filter: AddressFilter,
    /// reqwest does not tell which port it will dial, so each client has its own resolver.
    port: u16,
}

impl Resolve for FilteredNames {
    fn resolve(&self, name: Name) -> Resolving {
        let (filter, port) = (self.filter.clone(), self.port);
        Box::pin(async move {
            let addresses = outgoing::resolve(name.as_str()).await.map_err(|_| NotDialled::NoSuchName)?;
            if addresses.is_empty() {
                return Err(NotDialled::NoSuchName.into());
            }
            if !addresses.iter().all(|address| filter.permits(*address, port)) {
                return Err(NotDialled::Private.into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
