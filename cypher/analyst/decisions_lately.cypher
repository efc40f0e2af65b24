// What people decided lately.
// question: What has been decided since a moment, by whom, and with which grounds?
// mode: read
// params: since, limit
// example: {"since": 1750000000, "limit": 50}
// returns: decided_at, subject, id, verdict, author, note
MATCH (d:Decision)
WHERE d.subject IN ['campaign', 'account', 'identifier', 'organisation'] AND d.subject_id IS NOT NULL
  AND d.at IS :: INTEGER NOT NULL AND d.at >= $since
RETURN datetime({epochSeconds: d.at}) AS decided_at, d.subject AS subject, d.subject_id AS id, d.verdict AS verdict,
       d.author AS author, d.note AS note
ORDER BY d.at DESC, d.number DESC LIMIT $limit
