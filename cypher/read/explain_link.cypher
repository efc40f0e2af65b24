// Return the link of two accounts with the bits of each family.
// mode: read
// params: a, b, run
// returns: weight_bits, net, device, payment, template, artifact, contact, time, context
MATCH (a:Account {id: $a})
MATCH (b:Account {id: $b})
MATCH (a)-[r:LINKED_TO]-(b)
WHERE r.run = $run
RETURN r.weight_bits AS weight_bits, r.net_bits AS net, r.device_bits AS device, r.payment_bits AS payment,
       r.template_bits AS template, r.artifact_bits AS artifact, r.contact_bits AS contact,
       r.time_bits AS time, r.context_bits AS context
