-- The record. What is here is written once: triggers refuse every change and deletion, so that
-- a slip of the hand cannot do it; who removes them is found out by the chains.

-- One log per interaction, one per tenant's floor (without an interaction).
CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    interaction TEXT UNIQUE
) STRICT;
CREATE UNIQUE INDEX log_of_floor ON log (tenant) WHERE interaction IS NULL;

-- The facts of a log: the JSON of the record without personal texts, and
-- hash = SHA-256(hash of the one before || body).
CREATE TABLE fact (
    log INTEGER NOT NULL REFERENCES log (id),
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (log, number)
) STRICT, WITHOUT ROWID;

-- What happened to a tenant's logs as a whole, in a chain of its own.
CREATE TABLE checkpoint (
    tenant TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant, number)
) STRICT, WITHOUT ROWID;

-- Where the segments of a floor's log begin. An index: the checkpoints say the same.
CREATE TABLE segment (
    log INTEGER NOT NULL REFERENCES log (id),
    first INTEGER NOT NULL,
    PRIMARY KEY (log, first)
) STRICT, WITHOUT ROWID;

-- The logs that are not sealed. An index: the checkpoints say the same.
CREATE TABLE live (
    log INTEGER PRIMARY KEY REFERENCES log (id)
) STRICT;

-- The keys of the people that personal texts are about. Deleting one erases its texts.
-- An id never comes back, since checkpoints name the erased ones.
CREATE TABLE subject_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    UNIQUE (tenant, subject)
) STRICT;

-- Salt and text, encrypted under the subject's key (AES-256-GCM).
CREATE TABLE personal_text (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES log (id),
    subject_key INTEGER NOT NULL,
    nonce BLOB NOT NULL CHECK (length(nonce) = 12),
    body BLOB NOT NULL
) STRICT;
CREATE INDEX personal_text_of_log ON personal_text (log, id);

-- Written when the database has failed, to see whether it works again.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY CHECK (id = 0),
    beats INTEGER NOT NULL
) STRICT;

CREATE TRIGGER fact_continues BEFORE INSERT ON fact
WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM fact WHERE log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'facts are numbered without a gap'); END;
CREATE TRIGGER checkpoint_continues BEFORE INSERT ON checkpoint
WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM checkpoint WHERE tenant = NEW.tenant)
BEGIN SELECT RAISE(ABORT, 'checkpoints are numbered without a gap'); END;

CREATE TRIGGER log_stands BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'a log is never changed'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'a log is never deleted'); END;
CREATE TRIGGER fact_stands BEFORE UPDATE ON fact
BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END;
CREATE TRIGGER fact_stays BEFORE DELETE ON fact
BEGIN SELECT RAISE(ABORT, 'a fact is never deleted'); END;
CREATE TRIGGER checkpoint_stands BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;
CREATE TRIGGER segment_stands BEFORE UPDATE ON segment
BEGIN SELECT RAISE(ABORT, 'a segment is never changed'); END;
CREATE TRIGGER segment_stays BEFORE DELETE ON segment
BEGIN SELECT RAISE(ABORT, 'a segment is never deleted'); END;
CREATE TRIGGER subject_key_stands BEFORE UPDATE ON subject_key
BEGIN SELECT RAISE(ABORT, 'a key is erased or stays as it is'); END;
CREATE TRIGGER personal_text_stands BEFORE UPDATE ON personal_text
BEGIN SELECT RAISE(ABORT, 'a personal text is never changed'); END;
CREATE TRIGGER personal_text_stays BEFORE DELETE ON personal_text
BEGIN SELECT RAISE(ABORT, 'a personal text is erased with its key'); END;
