// Move a progress marker on, if it is still this publisher's.
// mode: write
// params: lane, publisher, step, rows
// returns: lane
MATCH (n:PublishLane {lane: $lane})
SET n.step = $step, n.rows = $rows
WITH n WHERE n.publisher = $publisher
RETURN n.lane AS lane
