// Count the decisions that another database could not hold.
// mode: read
// params: -
// returns: n
MATCH (d:Decision)
WHERE d.subject IS NOT :: STRING NOT NULL OR d.subject_id IS NOT :: STRING NOT NULL
   OR d.verdict IS NOT :: STRING NOT NULL OR d.note IS NOT :: STRING OR d.author IS NOT :: STRING
   OR d.at IS NOT :: INTEGER NOT NULL OR d.number IS NOT :: INTEGER
RETURN count(d) AS n
