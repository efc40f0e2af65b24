// A campaign, those before and after it, and what they rely on both.
// question: What did a later campaign take over from an earlier one?
// mode: read
// params: campaign
// example: {"campaign": "c-0001"}
// returns: chain, kept
MATCH chain = (c:Campaign {id: $campaign})-[:SUCCEEDED_BY|SPLIT_INTO|MERGED_INTO*0..10]-(d:Campaign)
OPTIONAL MATCH kept = (c)-[:RELIES_ON]->(i:Identifier)<-[:RELIES_ON]-(d)
RETURN chain, collect(kept)[..12] AS kept
