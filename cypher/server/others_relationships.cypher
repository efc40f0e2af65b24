// Count the relationships that linkage did not write; its own uses have a share.
// mode: read
// params: -
// returns: relationships
MATCH ()-[r]->()
WHERE r.share IS NULL
  AND NOT type(r) IN ['BELONGS_TO', 'LINKED_TO', 'MEMBER_OF', 'RELIES_ON', 'SUCCEEDED_BY', 'SPLIT_INTO', 'MERGED_INTO']
RETURN count(r) AS relationships
