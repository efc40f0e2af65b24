// Unreviewed by score.
// question: Which campaigns has nobody decided on, highest score first?
// mode: read
// params: min_score, limit
// example: {"min_score": 50.0, "limit": 50}
// bounds: {"min_score": [0, 100]}
// returns: campaign, name, verdict, band, score, q_value, n_accounts, why
MATCH (c:Campaign)
WHERE c.score >= $min_score AND c.verdict <> 'organisation'
  AND NOT EXISTS {
    MATCH (d:Decision {subject: 'campaign', subject_id: c.id})
    WHERE d.verdict IN ['confirmed', 'rejected', 'allowed'] AND d.at IS :: INTEGER NOT NULL
  }
RETURN c.id AS campaign, c.name AS name, c.verdict AS verdict, c.band AS band, round(c.score, 1) AS score,
       c.q_value AS q_value, c.accounts AS n_accounts, c.why[..3] AS why
ORDER BY c.score DESC, campaign LIMIT $limit
