// Let no two locks of publishers have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT publish_lock_id IF NOT EXISTS FOR (n:PublishLock) REQUIRE n.id IS UNIQUE
