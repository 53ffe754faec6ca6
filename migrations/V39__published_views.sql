-- What rooms let others read. A view belongs to the room its name begins with, names only that room's tables, and never
-- changes once released: another shape is another version. docs/VIEWS.md is made from this file.

-- Customers, each once: those found to be somebody else's double are left out. Without names and numbers.
CREATE VIEW inbox_contact_v1 AS
SELECT
    c.id AS contact_id,
    c.language AS language, -- a tag such as `it`; null while unknown
    s.suppressed_scope AS suppressed_scope, -- `marketing` or `everything` for whoever wants fewer messages
    s.suppressed_reason AS suppressed_reason,
    s.suppressed_at_ms AS suppressed_at_ms,
    s.withdrawn_at_ms AS withdrawn_at_ms, -- when consent was last withdrawn
    ifnull(s.blocked, 0) AS blocked, -- 1: the shop has blocked the customer at the channel
    c.created_at_ms AS created_at_ms
FROM contact c
LEFT JOIN contact_standing s ON s.contact_id = c.id
WHERE c.merged_into IS NULL;

-- Conversations, each once: one that was merged into another is left out.
CREATE VIEW inbox_conversation_v1 AS
SELECT
    c.id AS conversation_id,
    c.contact_id AS contact_id,
    c.channel AS channel, -- `whatsapp`
    c.channel_account AS channel_account, -- the number it goes over: `whatsapp_account_v1.account_id`
    c.practice AS practice, -- 1: with the practice phone
    c.status AS status, -- `open`, `snoozed`, `done`
    c.queue AS queue, -- `needs_person`, `ai`, `waiting`, `snoozed`, `done`
    c.ai AS ai, -- `answer`, `suggest`, `off`
    c.assignee_id AS assignee_id, -- the person who looks after it
    c.needs_person_reason AS needs_person_reason,
    c.needs_person_at_ms AS needs_person_at_ms,
    c.unread AS unread, -- messages of the customer that nobody has seen
    c.window_expires_at_ms AS window_expires_at_ms, -- until then the customer may be written to freely
    c.free_until_ms AS free_until_ms, -- until then messages to the customer cost nothing
    c.created_at_ms AS created_at_ms
FROM conversation c
WHERE c.merged_into IS NULL;

-- What customers and the shop said to each other: no notes, no events, no reactions, and no words of theirs.
CREATE VIEW inbox_message_v1 AS
SELECT
    m.id AS message_id, -- grows with the message's own time
    m.conversation_id AS conversation_id,
    m.direction AS direction, -- `in` from the customer, `out` from the shop
    m.author AS author, -- `customer`, `ai`, `person`, `system`
    m.person_id AS person_id,
    m.run_id AS run_id, -- the run that wrote it: `replies_answer_v1.run_id`
    m.kind AS kind, -- `text`, `image`, …
    m.state AS state, -- how far it has come: `received`; `queued`, `sending`, `unsure`, `sent`, `failed`, `delivered`, `read`
    m.error_code AS error_code, -- why it failed
    length(m.text) AS characters,
    m.cost_micros AS cost_micros, -- millionths of a US dollar
    m.sent_at_ms AS sent_at_ms, -- when it was written, by the channel's clock where it came in
    m.stored_at_ms AS stored_at_ms, -- when it was kept here
    m.edited_at_ms AS edited_at_ms,
    m.revoked_at_ms AS revoked_at_ms
FROM message m
WHERE m.kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke');

-- Conversations given to a person by the AI or by a rule, one row each time.
CREATE VIEW inbox_hand_over_v1 AS
SELECT
    m.id AS hand_over_id,
    m.conversation_id AS conversation_id,
    json_extract(m.content, '$.reason') AS reason,
    m.sent_at_ms AS at_ms
FROM message m
WHERE m.kind = 'event' AND json_extract(m.content, '$.event') = 'handed_over';

-- Customers' messages that nobody has answered yet.
CREATE VIEW inbox_unanswered_v1 AS
SELECT
    u.message_id AS message_id,
    u.conversation_id AS conversation_id,
    u.with_person AS with_person -- 1: a person was called for it, or has the conversation
FROM unanswered_message u
WHERE u.answered_by IS NULL;

-- Sources of the shop's knowledge: texts, questions with answers, files, pages.
CREATE VIEW knowledge_source_v1 AS
SELECT
    s.id AS source_id,
    s.kind AS kind, -- `text`, `faq`, `file`, `page`
    s.title AS title,
    s.state AS state, -- `queued`, `working`, `ready`, `failed`
    s.reason_code AS reason_code, -- why it could not be read
    s.chunks AS chunks, -- pieces a search can find
    s.bytes AS bytes,
    s.pages AS pages,
    s.corrected AS corrected, -- 1: a person corrected the text
    json_array_length(s.warnings) AS warnings, -- doubts the reader had
    s.created_at_ms AS created_at_ms,
    s.updated_at_ms AS updated_at_ms
FROM knowledge_source s;

-- What the AI made of customers' questions: one row for each run that has ended.
CREATE VIEW replies_answer_v1 AS
SELECT
    r.id AS run_id,
    r.conversation_id AS conversation_id,
    r.up_to_message_id AS up_to_message_id, -- the last message it answers
    r.asked_by_person AS asked_by_person, -- 1: somebody of the team asked for it
    r.state AS state, -- `done`, `superseded`, `stopped`, `failed`
    r.decision AS decision, -- `send`, `suggest`, `decline`, `hand_off`, `silent`
    r.reason AS reason,
    r.intent AS intent,
    r.language AS language,
    r.provider AS provider,
    r.model AS model,
    r.input_tokens AS input_tokens,
    r.output_tokens AS output_tokens,
    r.cached_input_tokens AS cached_input_tokens,
    r.cost_micros AS cost_micros, -- millionths of a US dollar; null when the model's price is not known
    r.started_at_ms AS started_at_ms,
    r.ended_at_ms AS ended_at_ms
FROM reply_run r
WHERE r.state <> 'running';

-- Broadcasts, with how many customers stand where.
CREATE VIEW whatsapp_broadcast_v1 AS
SELECT
    b.id AS broadcast_id,
    b.name AS name,
    b.connection_id AS account_id, -- `whatsapp_account_v1.account_id`
    b.template_id AS template_id,
    b.state AS state, -- `draft`, `sending`, `paused`, `stopped`, `done`
    b.reason_code AS reason_code, -- why it waits or was stopped
    (SELECT count(*) FROM whatsapp_broadcast_recipient r WHERE r.broadcast_id = b.id) AS recipients,
    (SELECT count(*) FROM whatsapp_broadcast_recipient r WHERE r.broadcast_id = b.id AND r.state = 'failed') AS failed,
    (SELECT count(*) FROM whatsapp_broadcast_recipient r WHERE r.broadcast_id = b.id AND r.state = 'skipped') AS skipped,
    b.created_at_ms AS created_at_ms,
    b.started_at_ms AS started_at_ms,
    b.ended_at_ms AS ended_at_ms
FROM whatsapp_broadcast b;

-- Whom broadcasts went to, and how far each message came.
CREATE VIEW whatsapp_broadcast_recipient_v1 AS
SELECT
    r.broadcast_id AS broadcast_id,
    r.contact_id AS contact_id,
    r.conversation_id AS conversation_id,
    r.message_id AS message_id,
    r.state AS state, -- `queued`, `sent`, `delivered`, `read`, `failed`, `skipped`
    r.reason_code AS reason_code,
    r.at_ms AS at_ms
FROM whatsapp_broadcast_recipient r;

-- Numbers the shop answers on. Never a secret of theirs.
CREATE VIEW whatsapp_account_v1 AS
SELECT
    c.id AS account_id,
    c.environment AS environment, -- `meta`, or `practice` for the practice phone
    c.status AS status, -- `connected`, `choose_number`, `incomplete`, `disconnected`
    c.display_phone_number AS number,
    ifnull(c.name, c.verified_name) AS name,
    c.token_expires_at_ms AS token_expires_at_ms, -- null: never, or not known
    c.high_throughput AS high_throughput, -- 1: Meta takes messages at its high rate
    c.coexistence AS on_phone_app, -- 1: it is in the WhatsApp Business app on a phone as well
    c.messaging_limit AS messaging_limit, -- customers who may be written to first in 24 hours; -1: without limit
    (SELECT max(v.last_at_ms) FROM whatsapp_vital v
      WHERE v.connection_id = c.id AND v.kind = 'message') AS last_inbound_at_ms, -- to the minute
    c.checked_at_ms AS checked_at_ms, -- when the doctor last looked
    c.created_at_ms AS created_at_ms
FROM whatsapp_connection c;
