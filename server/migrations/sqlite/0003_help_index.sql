-- Has its one row as soon as the index of help requests has everything that was on record before
-- there was such an index. Without it the next start writes the index anew from the logs.
CREATE TABLE help_index (
    id INTEGER PRIMARY KEY CHECK (id = 0)
) STRICT;
