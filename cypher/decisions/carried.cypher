// Return every decision with its number, as another database is to hold it; not those that another workspace handed on.
// mode: read
// params: workspace
// returns: subject, subject_id, verdict, note, author, at, number, workspace
MATCH (d:Decision)
WHERE d.subject IS :: STRING NOT NULL AND d.subject_id IS :: STRING NOT NULL
  AND d.verdict IS :: STRING NOT NULL AND d.note IS :: STRING AND d.author IS :: STRING
  AND d.at IS :: INTEGER NOT NULL AND d.number IS :: INTEGER
  AND (d.workspace IS NULL OR $workspace IS NULL OR d.workspace = $workspace)
RETURN d.subject AS subject, d.subject_id AS subject_id, d.verdict AS verdict, d.note AS note, d.author AS author,
       d.at AS at, d.number AS number, d.workspace AS workspace
ORDER BY d.number
