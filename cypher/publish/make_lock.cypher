// Make the node that a publisher holds.
// mode: write
// params: -
// returns: -
MERGE (:PublishLock {id: 'linkage'})
