-- Help requests by what people look for, and their facts in the order in which they were written.
-- An index: the logs say the same, and `backline rebuild-index` writes it anew from them. It holds
-- names of people as ids and no text that anybody wrote.

-- One row for each request, as it stands, with the facts in which it began and in which its agent
-- had answered: what came before these need not be read again.
CREATE TABLE help_request (
    tenant TEXT NOT NULL,
    interaction TEXT NOT NULL,
    number INTEGER NOT NULL,
    agent TEXT NOT NULL,
    helper TEXT,
    reason TEXT NOT NULL,
    severity TEXT NOT NULL,
    status TEXT NOT NULL,
    scope TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    claimed_at INTEGER,
    ended_at INTEGER,
    wait_ms INTEGER NOT NULL,
    engagement_ms INTEGER NOT NULL,
    actions_ms INTEGER NOT NULL,
    counted_at INTEGER NOT NULL,
    first INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    PRIMARY KEY (interaction, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX help_request_by_time ON help_request (tenant, raised_at, interaction, number);

-- Where each fact about help stands and which request it is about, numbered per tenant without a
-- gap.
CREATE TABLE help_event (
    tenant TEXT NOT NULL,
    seq INTEGER NOT NULL,
    log INTEGER NOT NULL REFERENCES log (id),
    number INTEGER NOT NULL,
    request INTEGER NOT NULL,
    PRIMARY KEY (tenant, seq)
) STRICT, WITHOUT ROWID;
