// Take over the progress markers and return them.
// mode: write
// params: publisher
// returns: lane, step, rows
MATCH (n:PublishLane)
SET n.publisher = $publisher
RETURN n.lane AS lane, n.step AS step, n.rows AS rows
