-- Hosts and the tokens that make them. Times are milliseconds since the epoch; certificates and keys base 64 of DER.
create table link_host (
    id                     varchar(18)   not null primary key,
    name                   varchar(63)   not null,
    active_name            varchar(63)   unique, -- the name in lower case while the host is not removed
    name_given             boolean       not null, -- false until a person or the engine has named it
    labels                 varchar(4000) not null,
    enrolled_ms            bigint        not null,
    removed_ms             bigint,
    quarantined_ms         bigint,
    last_seen_ms           bigint,
    public_key             varchar(400)  not null,
    key_thumbprint         varchar(64)   not null,
    certificate            varchar(4000) not null, -- the last one issued
    certificate_expires_ms bigint        not null,
    issued_generation      bigint        not null,
    seen_generation        bigint        not null,
    recoveries             integer       not null
);

create table link_token (
    id             varchar(12)   not null primary key,
    secret_digest  varchar(64)   not null, -- sha256 of the secret, which is not kept
    host_name      varchar(63)   not null,
    labels         varchar(4000) not null,
    creator        varchar(255)  not null,
    created_ms     bigint        not null,
    expires_ms     bigint        not null,
    used_ms        bigint,
    key_thumbprint varchar(64),
    host_id        varchar(18)
);
