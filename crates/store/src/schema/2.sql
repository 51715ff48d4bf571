-- Which attempt of a job is to be done, who is doing it, and until when nobody else is offered it.
-- Only the first is derived of the records; the others are forgotten when the row is made anew.
ALTER TABLE item ADD COLUMN attempt BIGINT;
ALTER TABLE item ADD COLUMN lease BIGINT;
ALTER TABLE item ADD COLUMN worker TEXT;

-- Of an attempt after the first the next step of its case says so.
UPDATE item SET attempt = 1 WHERE topic IS NOT NULL;

-- Until when a program lets time pass in a case, so that others leave it.
ALTER TABLE stream ADD COLUMN advancing BIGINT;

CREATE INDEX item_ready ON item (topic, since, stream, item) WHERE topic IS NOT NULL AND lease IS NULL;
CREATE INDEX item_leased ON item (topic, lease, stream, item) WHERE topic IS NOT NULL AND lease IS NOT NULL;

-- What records have thrown that is not passed on yet, and waits that have opened while messages were kept for them.
CREATE TABLE outbox (
  id     {id},
  tenant TEXT   NOT NULL,
  kind   BIGINT NOT NULL,
  stream BIGINT NOT NULL,
  -- The place of the record, or the element instance that waits.
  place  BIGINT NOT NULL
);

CREATE INDEX outbox_stream ON outbox (stream, kind, id);
CREATE INDEX outbox_tenant ON outbox (tenant, kind, id);

-- Messages that came early: the places of their records, each by its name and by each value that it carries.
CREATE TABLE kept (
  mark   BIGINT NOT NULL,
  stream BIGINT NOT NULL,
  seq    BIGINT NOT NULL,
  until  BIGINT NOT NULL,
  PRIMARY KEY (mark, stream, seq)
) {clustered};

-- When procedures begin by themselves next; how far each is, its stream says.
CREATE TABLE schedule (
  tenant TEXT   NOT NULL,
  stream TEXT   NOT NULL,
  start  TEXT   NOT NULL,
  anchor BIGINT NOT NULL,
  next   BIGINT NOT NULL,
  due    BIGINT,
  PRIMARY KEY (tenant, stream, start)
) {clustered};

CREATE INDEX schedule_due ON schedule (tenant, due) WHERE due IS NOT NULL;

-- Notices to roles, in the order of the records that gave them.
CREATE TABLE notice (
  tenant   TEXT   NOT NULL,
  position BIGINT NOT NULL,
  place    BIGINT NOT NULL,
  stream   BIGINT NOT NULL,
  item     BIGINT NOT NULL,
  reason   BIGINT NOT NULL,
  roles    TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (tenant, position, place)
) {clustered};
