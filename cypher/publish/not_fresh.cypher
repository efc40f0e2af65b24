// Write down that somebody else wrote to the database, so that nothing can be created unseen.
// mode: write
// params: -
// returns: -
MATCH (p:Publication {id: 'linkage'})
SET p.fresh = false
