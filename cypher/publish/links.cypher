// Write one LINKED_TO of this run per linked pair, with the bits of each family.
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (b:Account {id: row[1]})
MERGE (a)-[r:LINKED_TO {run: $run}]->(b)
SET r.weight_bits = row[2], r.kinds = row[3],
    r.net_bits = row[4], r.device_bits = row[5], r.payment_bits = row[6], r.template_bits = row[7],
    r.artifact_bits = row[8], r.contact_bits = row[9], r.time_bits = row[10], r.context_bits = row[11]
RETURN count(*) AS written
