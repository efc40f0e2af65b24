// Return a campaign with its reasons, why its pools were joined, how many identifiers it relies on, and its days.
// mode: read
// params: id, run
// returns: campaign_id, name, verdict, resembles, band, score, link_score, conduct_score, q_value, state, n_accounts, n_pools, n_requests, first_seen, last_seen, link_reasons, conduct_reasons, relations, joins, n_relied_on, timeline_days, timeline_requests, timeline_accounts
MATCH (c:Campaign {id: $id})
WHERE c.run = $run
RETURN c.id AS campaign_id, c.name AS name, c.verdict AS verdict, c.resembles AS resembles, c.band AS band,
       c.score AS score, c.link_score AS link_score, c.conduct_score AS conduct_score, c.q_value AS q_value,
       c.state AS state, c.accounts AS n_accounts, c.pools AS n_pools, c.requests AS n_requests,
       c.first_seen AS first_seen, c.last_seen AS last_seen,
       c.link_reasons AS link_reasons, c.conduct_reasons AS conduct_reasons, c.relations AS relations,
       c.joins AS joins,
       COUNT { MATCH (c)-[r:RELIES_ON]->(:Identifier) WHERE r.accounts IS NOT NULL } AS n_relied_on,
       c.timeline_days AS timeline_days, c.timeline_requests AS timeline_requests,
       c.timeline_accounts AS timeline_accounts
