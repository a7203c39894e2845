-- Operations and what became of them on each host. Credentials are never stored, only whether there were any.
CREATE TABLE operations (
    id               VARCHAR(29) NOT NULL PRIMARY KEY,
    type             VARCHAR(20) NOT NULL,
    title            VARCHAR(1500) NOT NULL,
    task             VARCHAR(1000000) NOT NULL,
    actor_id         BIGINT NOT NULL,
    actor_name       VARCHAR(255) NOT NULL,
    retry_of         VARCHAR(29),
    state            VARCHAR(20) NOT NULL,
    with_credentials BOOLEAN NOT NULL,
    idempotency_key  VARCHAR(100),
    created_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    started_at       TIMESTAMP(6) WITH TIME ZONE,
    finished_at      TIMESTAMP(6) WITH TIME ZONE,
    CONSTRAINT operations_once UNIQUE (actor_id, idempotency_key)
);
CREATE INDEX operations_by_state ON operations (state);
CREATE INDEX operations_by_end ON operations (finished_at);

CREATE TABLE operation_parts (
    operation_id VARCHAR(29) NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    host_id      VARCHAR(18) NOT NULL,
    host_name    VARCHAR(255) NOT NULL,
    state        VARCHAR(20) NOT NULL,
    cancel_asked BOOLEAN NOT NULL,
    failure      VARCHAR(1000000),
    result       VARCHAR(1000000),
    started_at   TIMESTAMP(6) WITH TIME ZONE,
    finished_at  TIMESTAMP(6) WITH TIME ZONE,
    PRIMARY KEY (operation_id, host_id)
);
CREATE INDEX operation_parts_by_host ON operation_parts (host_id, operation_id);
