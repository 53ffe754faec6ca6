-- What was sent, dismissed or is over is listed with what happened last first, page by page: one walk of this index.
CREATE INDEX health_signal_history ON health_signal (status, status_at_ms, id);
