// Return the version of Graph Data Science, which proves that its functions can be called.
// mode: read
// params: -
// returns: version
RETURN gds.version() AS version
