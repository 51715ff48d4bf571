-- The version of these tables: one row.
CREATE TABLE store (
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
  -- From here on derived of the records up to `indexed`, and only where the stream is a case.
  indexed    BIGINT NOT NULL,
  code       BIGINT,
  definition BIGINT,
  state      BIGINT,
  started    BIGINT,
  moved      BIGINT,
  due        BIGINT,
  deadline   BIGINT,
  open       BIGINT,
  business   TEXT,
  UNIQUE (tenant, kind, name)
);

CREATE INDEX stream_state ON stream (tenant, state, id) WHERE state IS NOT NULL;
CREATE INDEX stream_code ON stream (code, state, id) WHERE code IS NOT NULL;
CREATE INDEX stream_definition ON stream (definition, state, id) WHERE definition IS NOT NULL;
CREATE INDEX stream_due ON stream (tenant, due, id) WHERE due IS NOT NULL;
CREATE INDEX stream_deadline ON stream (tenant, deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX stream_business ON stream (tenant, business, id) WHERE business IS NOT NULL;

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

-- Every text of a procedure that was ever added; of those of one code the one of the highest rank is in force.
CREATE TABLE definition (
  id       {id},
  tenant   TEXT    NOT NULL,
  digest   {bytes} NOT NULL,
  sha256   {bytes} NOT NULL,
  code     TEXT    NOT NULL,
  version  TEXT    NOT NULL,
  language TEXT    NOT NULL,
  reading  TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  added    BIGINT  NOT NULL,
  rank     BIGINT  NOT NULL,
  UNIQUE (tenant, digest, sha256)
);

CREATE INDEX definition_code ON definition (tenant, code, rank);
CREATE INDEX definition_rank ON definition (tenant, rank);

-- Everything below is derived of the records and can be made anew from them.

-- Texts that rows say by a number: sets of roles, activities, persons, what is waited for, names of data and jobs.
CREATE TABLE term (
  id     {id},
  tenant TEXT   NOT NULL,
  kind   BIGINT NOT NULL,
  text   TEXT   NOT NULL,
  UNIQUE (tenant, kind, text)
);

-- Which sets of roles a role is in.
CREATE TABLE seat (
  tenant   TEXT   NOT NULL,
  role     TEXT   NOT NULL,
  audience BIGINT NOT NULL,
  PRIMARY KEY (tenant, role, audience)
) {clustered};

-- What is open.
CREATE TABLE item (
  stream    BIGINT NOT NULL,
  item      BIGINT NOT NULL,
  kind      BIGINT NOT NULL,
  activity  BIGINT NOT NULL,
  reference TEXT   NOT NULL,
  title     TEXT   NOT NULL,
  audience  BIGINT,
  claimed   BIGINT,
  round     BIGINT NOT NULL,
  since     BIGINT NOT NULL,
  due       BIGINT,
  topic     BIGINT,
  PRIMARY KEY (stream, item)
) {clustered};

CREATE INDEX item_free ON item (audience, since, stream, item) WHERE claimed IS NULL AND audience IS NOT NULL;
CREATE INDEX item_taken ON item (audience, since, stream, item) WHERE claimed IS NOT NULL;
CREATE INDEX item_person ON item (claimed, since, stream, item) WHERE claimed IS NOT NULL;
CREATE INDEX item_free_due ON item (audience, due, stream, item) WHERE claimed IS NULL AND due IS NOT NULL;
CREATE INDEX item_taken_due ON item (audience, due, stream, item) WHERE claimed IS NOT NULL AND due IS NOT NULL;
CREATE INDEX item_person_due ON item (claimed, due, stream, item) WHERE claimed IS NOT NULL AND due IS NOT NULL;
CREATE INDEX item_activity ON item (activity, stream, item);
CREATE INDEX item_topic ON item (topic, since, stream, item) WHERE topic IS NOT NULL;

-- Which messages and signals are waited for.
CREATE TABLE wait (
  stream      BIGINT NOT NULL,
  item        BIGINT NOT NULL,
  subject     BIGINT NOT NULL,
  correlation TEXT   NOT NULL,
  since       BIGINT NOT NULL,
  PRIMARY KEY (stream, item, subject, correlation)
) {clustered};

CREATE INDEX wait_subject ON wait (subject, correlation, since, stream, item);

-- Short values of data.
CREATE TABLE fact (
  stream BIGINT NOT NULL,
  name   BIGINT NOT NULL,
  value  TEXT   NOT NULL,
  PRIMARY KEY (stream, name, value)
) {clustered};

CREATE INDEX fact_value ON fact (name, value, stream);

-- Who took part.
CREATE TABLE person (
  stream BIGINT NOT NULL,
  person BIGINT NOT NULL,
  PRIMARY KEY (stream, person)
) {clustered};

CREATE INDEX person_stream ON person (person, stream);

-- How much is open: of a set of roles, taken by somebody or not, and of a person.
-- Several rows are one number, so that those who change it do not wait for each other.
CREATE TABLE tally (
  subject BIGINT NOT NULL,
  taken   BIGINT NOT NULL,
  shard   BIGINT NOT NULL,
  count   BIGINT NOT NULL,
  PRIMARY KEY (subject, taken, shard)
) {clustered};
