// Return the accounts that an earlier run wrote and this one did not.
// mode: read
// params: run
// returns: account_id
MATCH (a:Account)
WHERE a.run <> $run
RETURN a.id AS account_id
