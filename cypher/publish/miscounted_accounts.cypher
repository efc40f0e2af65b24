// Return, of these accounts, those whose uses are not as many as they should be; rows are [account, uses].
// mode: read
// params: rows
// returns: account_id
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
WITH row, COUNT { (a)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->() } AS uses
WHERE uses <> row[1]
RETURN row[0] AS account_id
