-- The inbox: when the customer last changed the channel's own setting, by the channel's time.
ALTER TABLE contact_standing ADD COLUMN preference_at_ms INTEGER;
