-- Other installs this one looks after, and who looks after this one.

-- Since when the connection has been whole: the doctor found nothing that keeps customers out.
ALTER TABLE whatsapp_connection ADD COLUMN connected_since_ms INTEGER;

-- Since when numbers have been connected without a break, as far as it is known.
CREATE VIEW whatsapp_connected_v1 AS
SELECT
    c.id AS account_id,
    c.connected_since_ms AS connected_since_ms
FROM whatsapp_connection c
WHERE c.status = 'connected';

-- What this install signs its health reports with; made with the first token.
CREATE TABLE fleet_identity (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    -- Sealed; nothing once what sealed it is lost.
    signing_key   BLOB,
    public_key    BLOB NOT NULL CHECK (length(public_key) = 32),
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Who may read this install's health report, and nothing else. The token itself was shown once.
CREATE TABLE fleet_token (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL,
    token_sha256    BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    person_id       INTEGER,
    created_at_ms   INTEGER NOT NULL,
    last_used_at_ms INTEGER
) STRICT;

-- Another install, with what it last told.
CREATE TABLE fleet_site (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL,
    -- Such as `https://bell.example`, without a path.
    address          TEXT NOT NULL,
    -- A private network may be dialled for it.
    allows_private   INTEGER NOT NULL DEFAULT 0 CHECK (allows_private IN (0, 1)),
    -- Who it is, as told when it was added; another one's report is refused.
    install_id       TEXT NOT NULL,
    public_key       BLOB NOT NULL CHECK (length(public_key) = 32),
    -- Sealed; nothing once what sealed it is lost.
    token            BLOB,
    -- Whom drafts about it go to.
    owner_contact_id INTEGER,
    -- What it last told, its moments by this install's clock.
    report           TEXT NOT NULL CHECK (json_valid(report)),
    reported_at_ms   INTEGER NOT NULL,
    -- The same moment by the site's own clock: an older report is refused.
    told_at_ms       INTEGER NOT NULL,
    tried_at_ms      INTEGER NOT NULL,
    -- Why the last try brought no report, and since when there is none.
    fault            TEXT,
    fault_since_ms   INTEGER CHECK ((fault IS NULL) = (fault_since_ms IS NULL)),
    created_at_ms    INTEGER NOT NULL,
    -- Taken out; it can be brought back for a while.
    removed_at_ms    INTEGER
) STRICT;

CREATE UNIQUE INDEX fleet_site_install ON fleet_site (install_id) WHERE removed_at_ms IS NULL;

-- Whoever a site belongs to turns out to be another contact.
CREATE TRIGGER fleet_site_of_merged AFTER UPDATE OF merged_into ON contact WHEN NEW.merged_into IS NOT NULL BEGIN
    UPDATE fleet_site SET owner_contact_id = NEW.merged_into WHERE owner_contact_id = NEW.id;
END;

-- Other installs this one looks after, with what each last told. Moments are by this install's clock.
CREATE VIEW health_site_v1 AS
SELECT
    s.id AS site_id,
    s.name AS site,
    s.owner_contact_id AS contact_id, -- whom drafts about it go to
    s.fault AS fault, -- why the last try brought no report
    s.fault_since_ms AS fault_since_ms,
    s.reported_at_ms AS reported_at_ms,
    json_extract(s.report, '$.language') AS language, -- of the shop there
    json_extract(s.report, '$.chat.provider') AS chat_provider, -- empty: the built-in model
    json_extract(s.report, '$.chat.model') AS chat_model,
    json_extract(s.report, '$.chat.at_home') AS chat_at_home, -- 1: at the provider's own address
    json_extract(s.report, '$.embedding.provider') AS embedding_provider,
    json_extract(s.report, '$.embedding.model') AS embedding_model,
    json_extract(s.report, '$.embedding.dimensions') AS embedding_dimensions,
    json_extract(s.report, '$.embedding.at_home') AS embedding_at_home
FROM fleet_site s
WHERE s.removed_at_ms IS NULL;

-- The numbers of other installs. A number is named by a word of its install's, never by its digits.
CREATE VIEW health_site_number_v1 AS
SELECT
    s.id AS site_id,
    json_extract(n.value, '$.key') AS number_key, -- the same from report to report
    json_extract(n.value, '$.live') AS live, -- 1: a real number; 0: the sample shop's
    json_extract(n.value, '$.standing') AS standing, -- `connected`, `down`, `unfinished`
    json_extract(n.value, '$.set_up_at_ms') AS set_up_at_ms,
    json_extract(n.value, '$.first_inbound_at_ms') AS first_inbound_at_ms,
    json_extract(n.value, '$.last_inbound_at_ms') AS last_inbound_at_ms,
    json_extract(n.value, '$.down_since_ms') AS down_since_ms
FROM fleet_site s, json_each(s.report, '$.numbers') n
WHERE s.removed_at_ms IS NULL;

-- Messages of other installs, week by week back from their last report.
CREATE VIEW health_site_week_v1 AS
SELECT
    s.id AS site_id,
    w.key AS weeks_ago, -- 0: the last seven days
    json_extract(w.value, '$.inbound') AS inbound,
    json_extract(w.value, '$.outbound') AS outbound
FROM fleet_site s, json_each(s.report, '$.numbers') n, json_each(n.value, '$.weeks') w
WHERE s.removed_at_ms IS NULL;
