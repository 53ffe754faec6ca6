//! Every figure `/metrics` shows, each with one sentence. A figure is named here and used where it arises.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Says what each figure is.
pub(super) fn describe() {
    describe_histogram!(
        "shopbell_http_seconds",
        Unit::Seconds,
        "Time to answer a request, by route and status."
    );
    describe_histogram!("shopbell_job_seconds", Unit::Seconds, "Time a job ran, by kind.");
    describe_histogram!("shopbell_write_group_size", "Writes that shared one commit.");
    describe_counter!("shopbell_graph_sends_total", "Messages given to Meta, by what became of the call.");
    describe_counter!("shopbell_webhook_events_total", "Webhooks read, by what became of them.");
    describe_counter!("shopbell_webhooks_refused_total", "Webhooks whose signature was missing or wrong.");
    describe_counter!(
        "shopbell_webhooks_unkept_total",
        "Webhooks that could not be kept and were not acknowledged."
    );
    describe_counter!("shopbell_screen_errors_total", "What broke on somebody's screen; the log says where.");
    describe_gauge!("shopbell_webhook_events_stored", "Webhooks kept and not read yet.");
    describe_gauge!(
        "shopbell_webhook_oldest_stored_seconds",
        Unit::Seconds,
        "How long the oldest of them waits."
    );
    describe_gauge!(
        "shopbell_unattended_conversations",
        "Conversations in which a customer waits with nothing under way and nobody called; must be 0."
    );
    describe_gauge!("shopbell_jobs", "Jobs by state: waiting, running, dead.");
    describe_gauge!(
        "shopbell_backup_age_seconds",
        Unit::Seconds,
        "Age of the newest backup that was read back and found whole; no value without one."
    );
    describe_gauge!("shopbell_disk_free_bytes", Unit::Bytes, "Free space on the disk of the data folder.");
    describe_gauge!("shopbell_database_bytes", Unit::Bytes, "Size of the database, its log included.");
    describe_gauge!("shopbell_log_pages", "Pages in the database's write-ahead log when it was last folded.");
    describe_gauge!("shopbell_ready", "1 when the shop is ready, else 0.");
    describe_gauge!("shopbell_build_info", "Always 1; the version is in its label.");
    describe_counter!("process_cpu_seconds_total", Unit::Seconds, "CPU time of the process.");
    describe_gauge!("process_resident_memory_bytes", Unit::Bytes, "Memory the process holds.");
    describe_gauge!("process_virtual_memory_bytes", Unit::Bytes, "Address space of the process.");
    describe_gauge!("process_open_fds", "Open files.");
    describe_gauge!("process_max_fds", "Files that may be open.");
}
