// Count the decisions that have not the form of one, and are not read.
// mode: read
// params: -
// returns: n
MATCH (d:Decision)
RETURN count(d) - count(CASE
  WHEN d.subject IN ['campaign', 'account', 'identifier', 'organisation'] AND d.subject_id IS :: STRING NOT NULL
  AND d.verdict IN ['confirmed', 'rejected', 'allowed', 'note'] AND d.at IS :: INTEGER NOT NULL
  AND d.note IS :: STRING AND d.author IS :: STRING
  THEN 1 END) AS n
