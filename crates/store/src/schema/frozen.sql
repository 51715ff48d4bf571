-- Cases as they were after one of their records, so that they are brought back from there: a cache, of no version.
CREATE TABLE frozen (
  stream   {position},
  seq      BIGINT  NOT NULL,
  digest   {bytes} NOT NULL,
  engine   TEXT    NOT NULL,
  checksum BIGINT  NOT NULL,
  bytes    {bytes} NOT NULL
);
