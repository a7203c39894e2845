-- A copy also reads a host that is none of its parts; whoever does not see that one does not see the copy.
ALTER TABLE operations ADD COLUMN source_host VARCHAR(18);
