// Accounts created in one burst.
// question: In which windows of time were two or more accounts of a campaign created?
// mode: read
// params: campaign, window_seconds
// example: {"campaign": "c-0001", "window_seconds": 3600}
// forms: {"campaign": "campaign"}
// bounds: {"window_seconds": [1, null]}
// returns: window_at, n_accounts, accounts
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(a:Account)
WHERE a.created_at IS NOT NULL
WITH a.created_at - a.created_at % $window_seconds AS start, a.id AS account ORDER BY account
WITH start, count(*) AS n_accounts, collect(account)[..20] AS accounts
WHERE n_accounts > 1
RETURN datetime({epochSeconds: start}) AS window_at, n_accounts, accounts
ORDER BY n_accounts DESC, window_at
