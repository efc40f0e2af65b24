// Load evenness.
// question: Do the accounts of each pool carry equal shares of the work? People do not; rotation does.
// mode: read
// params: campaign
// example: {"campaign": "c-0001"}
// forms: {"campaign": "campaign"}
// returns: pool, n_accounts, mean_requests, variation, least, most
MATCH (c:Campaign {id: $campaign})<-[m:MEMBER_OF]-(a:Account)
WITH m.pool AS pool, count(*) AS n_accounts, avg(a.requests) AS mean_requests,
     stDevP(a.requests) AS spread, min(a.requests) AS least, max(a.requests) AS most
RETURN pool, n_accounts, round(mean_requests, 1) AS mean_requests,
       CASE WHEN mean_requests > 0 THEN round(spread / mean_requests, 2) END AS variation, least, most
ORDER BY pool
