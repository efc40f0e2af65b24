// Return which of these nothing in the graph goes by.
// mode: read
// params: accounts, campaigns, organisations
// returns: what, id
UNWIND $accounts AS id
WITH id WHERE NOT EXISTS { MATCH (a:Account {id: id}) }
RETURN 'account' AS what, id
UNION ALL
UNWIND $campaigns AS id
WITH id WHERE NOT EXISTS { MATCH (c:Campaign {id: id}) }
RETURN 'campaign' AS what, id
UNION ALL
UNWIND $organisations AS id
WITH id WHERE NOT EXISTS { MATCH (o:Organisation {id: id}) }
RETURN 'organisation' AS what, id
