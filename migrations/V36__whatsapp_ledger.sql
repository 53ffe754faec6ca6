-- WhatsApp: how often an event was about to be read after a run that died, and since when it waits to be read again.
ALTER TABLE webhook_event ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhook_event ADD COLUMN waits_since_ms INTEGER;
