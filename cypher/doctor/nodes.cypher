// Count the nodes of each label, all of them and those that the run wrote.
// mode: read
// params: run
// returns: label, total, ours
MATCH (a:Account)
RETURN 'Account' AS label, count(a) AS total, count(CASE WHEN a.run = $run THEN 1 END) AS ours
UNION ALL
MATCH (i:IPAddress)
RETURN 'IPAddress' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:Device)
RETURN 'Device' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:PaymentMethod)
RETURN 'PaymentMethod' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:PromptTemplate)
RETURN 'PromptTemplate' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:ReasoningArtifact)
RETURN 'ReasoningArtifact' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:EmailAddress)
RETURN 'EmailAddress' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:PhoneNumber)
RETURN 'PhoneNumber' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:EmailDomain)
RETURN 'EmailDomain' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (i:Client)
RETURN 'Client' AS label, count(i) AS total, count(CASE WHEN i.accounts > 0 THEN 1 END) AS ours
UNION ALL
MATCH (o:Organisation)
RETURN 'Organisation' AS label, count(o) AS total, count(CASE WHEN o.run = $run THEN 1 END) AS ours
UNION ALL
MATCH (c:Campaign)
RETURN 'Campaign' AS label, count(c) AS total, count(CASE WHEN c.run = $run THEN 1 END) AS ours
UNION ALL
MATCH (c:StagedCampaign)
RETURN 'StagedCampaign' AS label, count(c) AS total, count(c.run) AS ours
UNION ALL
MATCH (c:RetiredCampaign)
RETURN 'RetiredCampaign' AS label, count(c) AS total, count(c.run) AS ours
