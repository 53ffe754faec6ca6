-- Inbox: indexes that answer, and fewer of them written with every message.

-- When an alias was last seen moves with every message: it stands in no index. A contact bears few aliases.
DROP INDEX contact_alias_of;
CREATE INDEX contact_alias_of ON contact_alias (contact_id, kind);

-- A person's conversations, over all and in one queue: whoever has few or none waits for no walk over everybody's.
CREATE INDEX conversation_of_person ON conversation (assignee_id, sort_key)
    WHERE assignee_id IS NOT NULL AND merged_into IS NULL;
CREATE INDEX conversation_of_person_in_queue ON conversation (assignee_id, queue, sort_key)
    WHERE assignee_id IS NOT NULL AND merged_into IS NULL;
