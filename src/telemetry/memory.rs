//! How much memory this program may take: the machine's, or less where its control group says so.

use std::path::{Component, Path, PathBuf};

/// Where the machine's memory is told; the service's walls hide the first.
const MACHINE: [&str; 2] = ["proc/meminfo", "sys/devices/system/node/node0/meminfo"];
/// Which control groups this process is in.
const GROUPS: &str = "proc/self/cgroup";
/// Where groups lie, and the file with their limit: of the second version of control groups, and of the first.
const SECOND: (&str, &str) = ("sys/fs/cgroup", "memory.max");
const FIRST: (&str, &str) = ("sys/fs/cgroup/memory", "memory.limit_in_bytes");

/// In bytes; `None` when nobody says.
pub fn memory_limit_bytes() -> Option<u64> {
    limit_below(Path::new("/"))
}

/// What the machine has, in bytes, whoever else lives on it.
pub fn machine_memory_bytes() -> Option<u64> {
    of_machine(Path::new("/"))
}

fn limit_below(root: &Path) -> Option<u64> {
    [of_machine(root), of_groups(root)].into_iter().flatten().min()
}

fn of_machine(root: &Path) -> Option<u64> {
    MACHINE
        .iter()
        .filter_map(|file| std::fs::read_to_string(root.join(file)).ok())
        .find_map(|text| total_kib(&text))
        .map(|kib| kib * 1024)
}

fn total_kib(meminfo: &str) -> Option<u64> {
    let (_, after) = meminfo.split_once("MemTotal:")?;
    after.split_whitespace().next()?.parse().ok()
}

/// The least limit of this process's group and of those around it: each holds for all inside.
fn of_groups(root: &Path) -> Option<u64> {
    let groups = std::fs::read_to_string(root.join(GROUPS)).ok()?;
    groups
        .lines()
        .filter_map(|line| {
            let (_, rest) = line.split_once(':')?;
            let (controllers, path) = rest.split_once(':')?;
            let (base, file) = match controllers {
                "" => SECOND,
                _ if controllers.split(',').any(|name| name == "memory") => FIRST,
                _ => return None,
            };
            least_on_the_way(&root.join(base), Path::new(path), file)
        })
        .min()
}

fn least_on_the_way(base: &Path, group: &Path, file: &str) -> Option<u64> {
    // A group outside this namespace is told with `..` and cannot be seen from here.
    let inside: PathBuf = group.components().filter(|part| matches!(part, Component::Normal(_))).collect();
    inside
        .ancestors()
        .filter_map(|group| std::fs::read_to_string(base.join(group).join(file)).ok())
        .filter_map(|limit| limit.trim().parse().ok())
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn machine(files: &[(&str, &str)]) -> Option<u64> {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let file = root.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        limit_below(root.path())
    }

    #[test]
    fn the_least_of_the_machine_and_of_every_group_around_counts() {
        let machine_has = ("proc/meminfo", "MemTotal:         4096000 kB\nMemFree: 1 kB\n");
        let in_service = ("proc/self/cgroup", "0::/system.slice/shopbell.service\n");
        assert_eq!(machine(&[machine_has]), Some(4_096_000 * 1024));
        assert_eq!(machine(&[]), None);
        let own = ("sys/fs/cgroup/system.slice/shopbell.service/memory.max", "536870912\n");
        assert_eq!(machine(&[machine_has, in_service, own]), Some(512 * MIB));
        let unlimited = ("sys/fs/cgroup/system.slice/shopbell.service/memory.max", "max\n");
        assert_eq!(machine(&[machine_has, in_service, unlimited]), Some(4_096_000 * 1024));
        let around = ("sys/fs/cgroup/system.slice/memory.max", "268435456\n");
        assert_eq!(machine(&[machine_has, in_service, own, around]), Some(256 * MIB));
    }

    #[test]
    fn a_container_and_the_first_version_of_groups_are_understood() {
        let container = ("proc/self/cgroup", "0::/\n");
        assert_eq!(machine(&[container, ("sys/fs/cgroup/memory.max", "134217728\n")]), Some(128 * MIB));
        let outside = ("proc/self/cgroup", "0::/../../other\n");
        assert_eq!(machine(&[outside, ("sys/fs/cgroup/memory.max", "134217728\n")]), Some(128 * MIB));
        let first = ("proc/self/cgroup", "11:cpu,cpuacct:/a\n5:memory:/docker/x\n0::/\n");
        let limit = ("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "100663296\n");
        assert_eq!(machine(&[first, limit]), Some(96 * MIB));
    }

    #[test]
    fn the_walls_may_hide_the_first_file() {
        let node = "sys/devices/system/node/node0/meminfo";
        assert_eq!(machine(&[(node, "Node 0 MemTotal:        4030740 kB\n")]), Some(4_030_740 * 1024));
        assert_eq!(machine(&[("proc/meminfo", "nothing")]), None);
    }
}
