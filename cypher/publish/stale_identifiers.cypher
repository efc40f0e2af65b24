// Return the identifiers that a run wrote and of which none has a use any more.
// mode: read
// params: -
// returns: kind, key
MATCH (i:Identifier)
WHERE i.accounts IS NOT NULL AND NOT EXISTS { (i)<-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-() WHERE r.share IS NOT NULL }
RETURN i.kind AS kind, i.key AS key
