// Return the decisions on one subject, oldest first.
// mode: read
// params: subject, id
// returns: subject, id, verdict, note, author, at
MATCH (d:Decision {subject: $subject, subject_id: $id})
RETURN d.subject AS subject, d.subject_id AS id, d.verdict AS verdict, d.note AS note, d.author AS author, d.at AS at
ORDER BY d.at, d.number
