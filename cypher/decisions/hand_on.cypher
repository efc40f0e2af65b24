// Write down what people said elsewhere, after all that was said before.
// mode: write
// params: rows, workspace
// returns: -
MERGE (l:DecisionLog {id: 'linkage'})
WITH l, coalesce(l.decisions, 0) AS before
SET l.decisions = before + size($rows)
WITH before
UNWIND range(0, size($rows) - 1) AS k
WITH before, k, $rows[k] AS row
CREATE (:Decision {subject: row[0], subject_id: row[1], verdict: row[2], note: row[3], author: row[4], at: row[5],
                   number: before + k + 1, workspace: $workspace})
