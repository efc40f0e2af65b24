// Return every decision that has the form of one, oldest first.
// mode: read
// params: -
// returns: subject, id, verdict, note, author, at
MATCH (d:Decision)
WHERE d.subject IN ['campaign', 'account', 'identifier', 'organisation'] AND d.subject_id IS :: STRING NOT NULL
  AND d.verdict IN ['confirmed', 'rejected', 'allowed', 'note'] AND d.at IS :: INTEGER NOT NULL
  AND d.note IS :: STRING AND d.author IS :: STRING
RETURN d.subject AS subject, d.subject_id AS id, d.verdict AS verdict, coalesce(d.note, '') AS note,
       coalesce(d.author, '') AS author, d.at AS at
ORDER BY d.at, d.number
