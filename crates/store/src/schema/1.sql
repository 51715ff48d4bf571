-- The store itself: one row.
CREATE TABLE store (
  name    TEXT   NOT NULL,
  version BIGINT NOT NULL
);

-- Sequences of records, and where each stands.
CREATE TABLE stream (
  id       {id},
  tenant   TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  seq      BIGINT  NOT NULL,
  digest   {bytes} NOT NULL,
  position BIGINT  NOT NULL,
  UNIQUE (tenant, kind, name)
);

-- The records in their frames, in the order in which they were kept.
CREATE TABLE record (
  position {position},
  stream   BIGINT  NOT NULL,
  seq      BIGINT  NOT NULL,
  key      TEXT,
  frame    {bytes} NOT NULL,
  UNIQUE (stream, seq)
);

CREATE UNIQUE INDEX record_key ON record (stream, key) WHERE key IS NOT NULL;

-- Records that were found torn at the end of their stream and were taken out, as they were.
CREATE TABLE cut (
  id       {id},
  position BIGINT  NOT NULL,
  stream   TEXT    NOT NULL,
  seq      BIGINT  NOT NULL,
  frame    {bytes} NOT NULL
);
