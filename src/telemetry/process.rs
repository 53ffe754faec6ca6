//! What this process takes of its machine, under the names Prometheus's own clients use.

use rustix::process::{Resource, getrlimit};
use rustix::time::{ClockId, clock_gettime};

/// The process's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Whole ones: Prometheus's counters are whole numbers here.
    pub cpu_seconds: u64,
    pub resident_bytes: u64,
    pub virtual_bytes: u64,
    pub open_files: u64,
    /// `None` when there is no limit.
    pub most_files: Option<u64>,
}

impl Usage {
    /// As of now; what the service's walls hide counts as 0.
    pub fn now() -> Self {
        let cpu = clock_gettime(ClockId::ProcessCPUTime);
        let (virtual_bytes, resident_bytes) = memory().unwrap_or_default();
        Self {
            cpu_seconds: u64::try_from(cpu.tv_sec).unwrap_or(0),
            resident_bytes,
            virtual_bytes,
            open_files: std::fs::read_dir("/proc/self/fd").map_or(0, |files| files.count() as u64),
            most_files: getrlimit(Resource::Nofile).current,
        }
    }
}

/// Virtual and resident, in bytes.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    Some((bytes_of(&status, "VmSize:")?, bytes_of(&status, "VmRSS:")?))
}

fn bytes_of(status: &str, figure: &str) -> Option<u64> {
    let (_, rest) = status.split_once(figure)?;
    let kibibytes: u64 = rest.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_sees_itself() {
        let status = "VmPeak:\t 99 kB\nVmSize:\t 41 kB\nVmRSS:\t   7 kB\n";
        assert_eq!(
            (bytes_of(status, "VmSize:"), bytes_of(status, "VmRSS:")),
            (Some(41 * 1024), Some(7 * 1024))
        );
        assert_eq!(bytes_of("nothing", "VmRSS:"), None);
        let usage = Usage::now();
        assert!(usage.open_files >= 3, "{usage:?}");
        assert!(usage.virtual_bytes >= usage.resident_bytes && usage.resident_bytes > 0, "{usage:?}");
    }
}
