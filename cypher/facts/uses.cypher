// Return the uses that another program wrote, many in a row; rows are columns of equal length.
// mode: read
// params: some
// returns: account_id, kind, value, count, first_seen, last_seen, is_ours
MATCH (a:Account)
WITH collect(a) AS every
UNWIND range(0, size(every) - 1, $some) AS start
WITH every[start..start + $some] AS part
CALL (part) {
  UNWIND part AS a
  MATCH (a)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
  WHERE r.share IS NULL
  RETURN collect(a) AS accounts, collect(r) AS uses, collect(i) AS identifiers
}
RETURN [a IN accounts | a.id] AS account_id,
       [i IN identifiers | CASE
         WHEN i:IPAddress THEN 'ip'
         WHEN i:Device THEN 'device'
         WHEN i:PaymentMethod THEN 'payment'
         WHEN i:PromptTemplate THEN 'template'
         WHEN i:ReasoningArtifact THEN 'artifact'
         WHEN i:EmailAddress THEN 'email'
         WHEN i:PhoneNumber THEN 'phone'
         WHEN i:EmailDomain THEN 'email_domain'
         WHEN i:Client THEN 'client'
         ELSE i.kind
       END] AS kind,
       [i IN identifiers | i.key] AS value, [r IN uses | r.count] AS count,
       [r IN uses | r.first_seen] AS first_seen, [r IN uses | r.last_seen] AS last_seen,
       [i IN identifiers | i.accounts IS NOT NULL] AS is_ours
