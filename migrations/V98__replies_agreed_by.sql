-- The message by which the customer agreed: taken back, it agrees to nothing any more.
ALTER TABLE reply_fact ADD COLUMN agreed_message_id INTEGER;
