// Return every decision with its number, as another database is to hold it.
// mode: read
// params: -
// returns: subject, subject_id, verdict, note, author, at, number
MATCH (d:Decision)
RETURN d.subject AS subject, d.subject_id AS subject_id, d.verdict AS verdict, d.note AS note, d.author AS author,
       d.at AS at, d.number AS number
ORDER BY d.number
