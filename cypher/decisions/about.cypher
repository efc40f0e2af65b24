// Return the decisions on one subject, oldest first.
// mode: read
// params: subject, id
// returns: subject, id, verdict, note, author, at
MATCH (d:Decision {subject: $subject, subject_id: $id})
WHERE d.verdict IN ['confirmed', 'rejected', 'allowed', 'note'] AND d.at IS :: INTEGER NOT NULL
  AND d.note IS :: STRING AND d.author IS :: STRING
RETURN d.subject AS subject, d.subject_id AS id, d.verdict AS verdict, coalesce(d.note, '') AS note,
       coalesce(d.author, '') AS author, d.at AS at
ORDER BY d.at, d.number
