-- What the tables of the schema consist of: columns, keys, indexes, and whatever else changes what is written.
WITH ours AS (
  SELECT c.oid, c.relname::text AS name, c.relpersistence FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
)

SELECT name, name, CASE relpersistence WHEN 'p' THEN 'table' ELSE 'table that a crash empties' END FROM ours

UNION ALL
SELECT t.name, t.name, 'column ' || c.attname || ' ' || format_type(c.atttypid, c.atttypmod)
  -- Texts in another order than that of their bytes would be paged otherwise.
  || CASE WHEN o.collname <> 'C' THEN ' COLLATE ' || o.collname ELSE '' END
  || CASE WHEN c.attnotnull THEN ' NOT NULL' ELSE '' END
  || CASE WHEN c.attidentity <> '' THEN ' IDENTITY' ELSE '' END
  || CASE WHEN c.atthasdef THEN ' DEFAULT' ELSE '' END
FROM ours AS t JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
LEFT JOIN pg_collation AS o ON o.oid = c.attcollation

UNION ALL
SELECT CASE WHEN k.contype IS NULL THEN x.relname::text ELSE t.name END, t.name,
  CASE WHEN i.indisprimary THEN 'PRIMARY KEY' WHEN i.indisunique THEN 'UNIQUE' ELSE 'INDEX' END || ' ('
  || (SELECT translate(string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n), '"', '')
      FROM generate_series(1, i.indnkeyatts::int) AS n) || ')'
  || CASE WHEN EXISTS (SELECT 1 FROM unnest(i.indoption::int2[]) AS option WHERE option <> 0)
     THEN ' in another order' ELSE '' END
  || coalesce(' WHERE ' || translate(pg_get_expr(i.indpred, i.indrelid, true), '()', ''), '')
  || CASE WHEN i.indisvalid THEN '' ELSE ' not built' END
FROM ours AS t JOIN pg_index AS i ON i.indrelid = t.oid JOIN pg_class AS x ON x.oid = i.indexrelid
LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')

UNION ALL
SELECT g.tgname::text, t.name, 'trigger' FROM ours AS t JOIN pg_trigger AS g ON g.tgrelid = t.oid
WHERE NOT g.tgisinternal

UNION ALL
SELECT r.rulename::text, t.name, 'rule' FROM ours AS t JOIN pg_rewrite AS r ON r.ev_class = t.oid

UNION ALL
-- That a column is never null newer servers keep as a constraint too.
SELECT k.conname::text, t.name, 'constraint' FROM ours AS t JOIN pg_constraint AS k ON k.conrelid = t.oid
WHERE k.contype NOT IN ('p', 'u', 'n')
