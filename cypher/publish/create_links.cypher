// Create one LINKED_TO of this run per linked pair where none are, with the bits of each family; accounts by their nodes.
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
MATCH (a) WHERE id(a) = row[0]
MATCH (b) WHERE id(b) = row[1]
CREATE (a)-[:LINKED_TO {run: $run, weight_bits: row[2], kinds: row[3],
  net_bits: row[4], device_bits: row[5], payment_bits: row[6], template_bits: row[7],
  artifact_bits: row[8], contact_bits: row[9], time_bits: row[10], context_bits: row[11]}]->(b)
RETURN count(*) AS written
