// Return the accounts that another program wrote, many in a row; rows are columns of equal length.
// mode: read
// params: some
// returns: account_id, created_at, plan, programme, country, status, status_at, organisation_id
MATCH (a:Account)
WHERE a.run IS NULL
WITH collect(a) AS every
UNWIND range(0, size(every) - 1, $some) AS start
WITH every[start..start + $some] AS part
RETURN [a IN part | a.id] AS account_id, [a IN part | a.created_at] AS created_at, [a IN part | a.plan] AS plan,
       [a IN part | a.programme] AS programme, [a IN part | a.country] AS country, [a IN part | a.status] AS status,
       [a IN part | a.status_at] AS status_at,
       [a IN part | head([(a)-[:BELONGS_TO]->(o:Organisation) | o.id])] AS organisation_id
