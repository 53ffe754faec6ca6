-- Jobs: a job that runs is held in the worker's memory and writes nothing until it ends.

-- Moves when a job is queued again while it runs: its end then does not end the later one.
ALTER TABLE job ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- Earlier versions wrote down what runs. Of one kind and key only one may wait: where one waits already, it carries on.
UPDATE OR IGNORE job SET state = 'waiting' WHERE state = 'running';
DELETE FROM job WHERE state = 'running';

-- Webhooks that wait in the ledger are read without a job of their own.
DELETE FROM job WHERE kind = 'whatsapp_read_ledger';

-- Only dead jobs are listed and counted by state; what waits is found by when it is due.
DROP INDEX job_by_state;
CREATE INDEX job_dead ON job (id) WHERE state = 'dead';
