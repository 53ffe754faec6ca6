-- The inbox: messages that wait to leave are carried by the sender, which reads them where they lie. Jobs that stood for
-- them are done with.

DELETE FROM job WHERE kind = 'deliver';
