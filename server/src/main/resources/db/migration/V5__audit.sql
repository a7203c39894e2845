-- The audit: lines are only ever added, each chained to the one before by its hash.

CREATE TABLE audit_entry (
    seq BIGINT PRIMARY KEY,
    recorded_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    actor VARCHAR(128) NOT NULL,
    auth_method VARCHAR(16) NOT NULL,
    session_hash VARCHAR(64) NOT NULL,
    peer VARCHAR(64) NOT NULL,
    action_name VARCHAR(64) NOT NULL,
    object_text VARCHAR(2048) NOT NULL,
    parameters_json VARCHAR(32000) NOT NULL,
    was_allowed BOOLEAN NOT NULL,
    result_text VARCHAR(256) NOT NULL,
    operation_id VARCHAR(64),
    previous_hash VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL
);

CREATE INDEX audit_entry_operation ON audit_entry (operation_id);

-- The last line. Whoever adds one holds this row until commit: numbers have no gaps, and a cut tail is noticed.
CREATE TABLE audit_head (
    id INT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL
);

INSERT INTO audit_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
