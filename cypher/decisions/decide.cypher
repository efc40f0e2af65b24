// Write down what a person said, after all that was said before.
// mode: write
// params: subject, id, verdict, note, author, at
// returns: number
MERGE (l:DecisionLog {id: 'linkage'})
SET l.decisions = coalesce(l.decisions, 0) + 1
CREATE (d:Decision {subject: $subject, subject_id: $id, verdict: $verdict, note: $note, author: $author, at: $at,
                    number: l.decisions})
RETURN d.number AS number
