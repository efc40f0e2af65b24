// Return every decision with its number, as another database is to hold it.
// mode: read
// params: -
// returns: subject, subject_id, verdict, note, author, at, number
MATCH (d:Decision)
WHERE d.subject IS :: STRING NOT NULL AND d.subject_id IS :: STRING NOT NULL
  AND d.verdict IS :: STRING NOT NULL AND d.note IS :: STRING AND d.author IS :: STRING
  AND d.at IS :: INTEGER NOT NULL AND d.number IS :: INTEGER
RETURN d.subject AS subject, d.subject_id AS subject_id, d.verdict AS verdict, d.note AS note, d.author AS author,
       d.at AS at, d.number AS number
ORDER BY d.number
