// Hold the lock for as long as this transaction is open.
// mode: write
// params: publisher
// returns: publisher
MATCH (l:PublishLock {id: 'linkage'})
SET l.publisher = $publisher
RETURN l.publisher AS publisher
