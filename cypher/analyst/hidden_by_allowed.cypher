// What an allow-list entry hides.
// question: Who uses an identifier, or addresses of a range, that somebody allowed, and in which campaigns are they?
// mode: read
// params: kind, key
// example: {"kind": "ip", "key": "192.0.2.0/24"}
// forms: {"kind": "kind", "key": "range"}
// returns: campaign, n_accounts, accounts, allowed_at, author, note
MATCH (d:Decision {subject: 'identifier', subject_id: $kind + ':' + $key})
WHERE d.verdict IN ['confirmed', 'rejected', 'allowed'] AND d.at IS :: INTEGER NOT NULL
WITH d ORDER BY d.at DESC, d.number DESC LIMIT 1
WHERE d.verdict = 'allowed'
WITH d, split($key, '/')[0] AS address, toInteger(split($key, '/')[1]) AS n_bits,
     CASE WHEN $key CONTAINS ':' THEN ':' ELSE '.' END AS dot, CASE WHEN $key CONTAINS ':' THEN 16 ELSE 8 END AS width
CALL (address, n_bits, dot, width) {
  MATCH (i:Identifier {kind: $kind, key: $key})
  RETURN i
  UNION
  MATCH (i:Identifier)
  WHERE $kind = 'ip' AND n_bits <= 64 AND i.kind = 'ip' AND i.key CONTAINS dot
    AND i.key STARTS WITH CASE WHEN n_bits >= width THEN split(address, dot)[0] + dot ELSE '' END
  WITH i, [text IN [address, i.key] |
    [part IN split(split(text, '::')[0], dot) |
      CASE dot WHEN '.' THEN toInteger(part) ELSE
        reduce(n = 0, at IN range(0, size(part) - 1) |
          16 * n + size(split('0123456789abcdef', toLower(substring(part, at, 1)))[0])) END] + [0, 0, 0, 0]] AS both
  WHERE all(n IN range(0, 3) WHERE CASE
    WHEN n_bits >= (n + 1) * width THEN both[0][n] = both[1][n]
    WHEN n_bits > n * width THEN both[0][n] / toInteger(2 ^ ((n + 1) * width - n_bits)) =
      both[1][n] / toInteger(2 ^ ((n + 1) * width - n_bits))
    ELSE true END)
  RETURN i
}
MATCH (i)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
WITH d, c.id AS campaign, a ORDER BY a.id
RETURN campaign, count(DISTINCT a) AS n_accounts, collect(DISTINCT a.id)[..20] AS accounts,
       datetime({epochSeconds: d.at}) AS allowed_at, d.author AS author, d.note AS note
ORDER BY n_accounts DESC, campaign
