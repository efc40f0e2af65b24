// Return the links of the run that lead from these accounts, with the bits of each family.
// mode: read
// params: ids, run
// returns: a, b, weight_bits, kinds, net_bits, device_bits, payment_bits, template_bits, artifact_bits, contact_bits, time_bits, context_bits
UNWIND $ids AS id
MATCH (a:Account {id: id})-[r:LINKED_TO]->(b:Account)
WHERE r.run = $run
RETURN a.id AS a, b.id AS b, r.weight_bits AS weight_bits, r.kinds AS kinds, r.net_bits AS net_bits,
       r.device_bits AS device_bits, r.payment_bits AS payment_bits, r.template_bits AS template_bits,
       r.artifact_bits AS artifact_bits, r.contact_bits AS contact_bits, r.time_bits AS time_bits,
       r.context_bits AS context_bits
