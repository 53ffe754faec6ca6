-- What storage keeps about the file itself.
CREATE TABLE storage_meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How often this file has been opened by a running shop; every opening gets the next number.
INSERT INTO storage_meta (key, value) VALUES ('epoch', '0');
-- 'yes' only between a clean stop and the next start.
INSERT INTO storage_meta (key, value) VALUES ('stopped_cleanly', 'yes');
