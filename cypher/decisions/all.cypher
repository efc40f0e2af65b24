// Return every decision, oldest first.
// mode: read
// params: -
// returns: subject, id, verdict, note, author, at
MATCH (d:Decision)
RETURN d.subject AS subject, d.subject_id AS id, d.verdict AS verdict, d.note AS note, d.author AS author, d.at AS at
ORDER BY d.at, d.number
