-- notify: the message in the inbox by which a notice goes to somebody's own number, so that quiet hours hold its next try, too.
ALTER TABLE notice_message ADD COLUMN outbound_id INTEGER;
CREATE UNIQUE INDEX notice_message_by_outbound ON notice_message (outbound_id) WHERE outbound_id IS NOT NULL;
