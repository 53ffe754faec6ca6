//! The locks on the child that reads documents: limits of memory, time and files, no paths
//! (landlock), and a short list of system calls (seccomp). What is not on the list fails with EPERM.
//! Starting without the limits or the list is refused; a kernel without landlock still has both.

use std::collections::BTreeMap;

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// Bytes of memory of its own: with the program's pages beside it the reader stays under 192 MiB, far below the
/// service's 512 MiB.
const MEMORY: u64 = 168 * 1024 * 1024;
/// Bytes of address space: the program itself is mapped, too.
const ADDRESSES: u64 = 768 * 1024 * 1024;
/// Seconds of processor time.
const PROCESSOR: u64 = 5;
/// Of 1000: when memory is short this process goes first, not the service.
const DIES_FIRST: &[u8] = b"1000";
/// Open files: standard input, output, error, and landlock's own for a moment.
const FILES: u64 = 8;

/// Locks the door behind the calling process. There is no way back.
pub(super) fn enter() -> anyhow::Result<()> {
    die_first();
    limit_resources()?;
    hide_paths()?;
    allow_few_calls()
}

/// Raising one's own chance is always allowed; a kernel without the file has no such choice.
fn die_first() {
    use rustix::fs::{Mode, OFlags, open};
    if let Ok(file) = open(c"/proc/self/oom_score_adj", OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty()) {
        let _ = rustix::io::write(file, DIES_FIRST);
    }
}

fn limit_resources() -> anyhow::Result<()> {
    let limits = [
        (Resource::As, ADDRESSES),
        (Resource::Data, MEMORY),
        (Resource::Cpu, PROCESSOR),
        (Resource::Nofile, FILES),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    for (resource, amount) in limits {
        setrlimit(resource, Rlimit { current: Some(amount), maximum: Some(amount) })?;
    }
    Ok(())
}

/// As far as the kernel can: older ones know fewer kinds of access, or none.
fn hide_paths() -> anyhow::Result<()> {
    let newest = ABI::V5;
    Ruleset::default()
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .create()?
        .restrict_self()?;
    Ok(())
}

fn allow_few_calls() -> anyhow::Result<()> {
    let refused = SeccompAction::Errno(rustix::io::Errno::PERM.raw_os_error().unsigned_abs());
    let calls: BTreeMap<_, _> = CALLS.iter().map(|call| (*call, Vec::new())).collect();
    let filter =
        SeccompFilter::new(calls, refused, SeccompAction::Allow, std::env::consts::ARCH.try_into()?)?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter(&program)?;
    Ok(())
}

/// Reading and writing what is open, memory, time, randomness for hash maps, dying.
const CALLS: &[i64] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_lseek,
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_tgkill,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
