//! Which addresses a call to somewhere a stranger named may dial: the public internet and networks the operator named.
//! Everything else (loopback, private, link-local, shared, reserved, and the ways of writing an IPv4
//! address inside an IPv6 one) is refused. It looks at addresses, never at names: names lie.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The filter, with the operator's exceptions.
#[derive(Debug, Clone, Default)]
pub struct AddressFilter {
    allowed: Vec<IpNet>,
}

impl AddressFilter {
    /// `allowed` networks may be dialled although they are not public, on any port.
    pub fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Whether this address may be dialled at this port.
    pub fn permits(&self, address: IpAddr, port: u16) -> bool {
        self.names(address) || (is_public(address) && matches!(port, 80 | 443))
    }

    /// Whether the operator named any network at all.
    pub fn has_networks(&self) -> bool {
        !self.allowed.is_empty()
    }

    /// Whether the operator named this address's network.
    fn names(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|network| network.contains(&address))
    }
}

/// Whether an address belongs to the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !REFUSED_V4.iter().any(|network| network.contains(&address)),
        // Only global unicast is public; within it some ranges carry or stand for other addresses.
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address) && !REFUSED_V6.iter().any(|network| network.contains(&address))
        }
    }
}

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6(a: u16, b: u16, bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), bits)
}

const REFUSED_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),       // this host
    v4(10, 0, 0, 0, 8),      // private
    v4(100, 64, 0, 0, 10),   // carrier-grade NAT
    v4(127, 0, 0, 0, 8),     // loopback
    v4(169, 254, 0, 0, 16),  // link-local and cloud metadata
    v4(172, 16, 0, 0, 12),   // private
    v4(192, 0, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 0, 24),    // documentation
    v4(192, 31, 196, 0, 24), // AS112
    v4(192, 52, 193, 0, 24), // AMT
    v4(192, 88, 99, 0, 24),  // 6to4 relays
    v4(192, 168, 0, 0, 16),  // private
    v4(198, 18, 0, 0, 15),   // benchmarks
    v4(198, 51, 100, 0, 24), // documentation
    v4(203, 0, 113, 0, 24),  // documentation
    v4(224, 0, 0, 0, 3),     // multicast, reserved, broadcast
];

/// Everything outside is refused: `::`, `::1`, v4-mapped, v4-compatible, NAT64 `64:ff9b::/96`,
/// unique-local, link-local, multicast.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

const REFUSED_V6: [Ipv6Net; 5] = [
    v6(0x2001, 0, 23),      // protocol assignments, Teredo among them
    v6(0x2001, 0x0db8, 32), // documentation
    v6(0x2002, 0, 16),      // 6to4
    v6(0x2620, 0x004f, 32), // AS112 and neighbours that route back into private networks
    v6(0x3fff, 0, 20),      // documentation
];

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn the_public_internet_is_permitted_on_web_ports_only() {
        let filter = AddressFilter::default();
        for address in ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::200e"] {
            assert!(filter.permits(address.parse().unwrap(), 443), "{address}");
            assert!(filter.permits(address.parse().unwrap(), 80), "{address}");
            assert!(!filter.permits(address.parse().unwrap(), 8080), "{address}");
        }
    }

    #[test]
    fn everything_inside_is_refused() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!public(address), "{address}");
        }
        assert!(public("172.32.0.1") && public("100.128.0.1") && public("198.20.0.1"));
    }

    #[test]
    fn an_address_inside_an_address_is_refused() {
        for address in [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:0:4136:e378::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn a_named_network_is_permitted_and_nothing_beside_it() {
        let filter = AddressFilter::new(vec!["192.168.7.0/24".parse().unwrap()]);
        assert!(filter.permits("192.168.7.9".parse().unwrap(), 8080));
        assert!(!filter.permits("192.168.8.9".parse().unwrap(), 80));
        assert!(!filter.permits("::ffff:192.168.7.9".parse().unwrap(), 80));
    }
}
