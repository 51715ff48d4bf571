-- What the tables of an empty store consist of, in the words in which PostgreSQL tells of its own.
WITH ours AS (SELECT name FROM sqlite_schema WHERE type = 'table')

SELECT name, name, 'table' FROM ours

UNION ALL
SELECT t.name, t.name, 'column ' || c.name
  || CASE c.type WHEN 'TEXT' THEN ' text' WHEN 'BLOB' THEN ' bytea' ELSE ' bigint' END
  || CASE WHEN c."notnull" OR c.pk > 0 THEN ' NOT NULL' ELSE '' END
  -- Numbers that the database gives are called so.
  || CASE WHEN c.type = 'INTEGER' AND c.name = 'id' THEN ' IDENTITY' ELSE '' END
FROM ours AS t, pragma_table_info(t.name) AS c

UNION ALL
SELECT t.name, t.name, 'PRIMARY KEY ('
  || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk))
  || ')'
FROM ours AS t WHERE EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)

UNION ALL
SELECT CASE i.origin WHEN 'u' THEN t.name ELSE i.name END, t.name,
  CASE WHEN i."unique" THEN 'UNIQUE' ELSE 'INDEX' END || ' ('
  || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')'
  || CASE WHEN i.partial THEN substr(s.sql, instr(s.sql, ' WHERE ')) ELSE '' END
FROM ours AS t, pragma_index_list(t.name) AS i JOIN sqlite_schema AS s ON s.name = i.name
WHERE i.origin <> 'pk'
