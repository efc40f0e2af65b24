// Delete the progress markers.
// mode: write
// params: -
// returns: -
MATCH (n:PublishLane)
DELETE n
