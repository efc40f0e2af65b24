// Let no two progress markers have the same lane.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT publish_lane_lane IF NOT EXISTS FOR (n:PublishLane) REQUIRE n.lane IS UNIQUE
