-- The last known facts of each host: shown while it is offline, also after a restart of the server.
CREATE TABLE host_facts (
    host_id       VARCHAR(18) NOT NULL PRIMARY KEY,
    facts         BYTEA NOT NULL,
    images        INTEGER NOT NULL,
    running       INTEGER NOT NULL,
    paused        INTEGER NOT NULL,
    restarting    INTEGER NOT NULL,
    created       INTEGER NOT NULL,
    exited        INTEGER NOT NULL,
    unhealthy     INTEGER NOT NULL,
    taken_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    agent_version VARCHAR(255) NOT NULL
);
