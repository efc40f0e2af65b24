// Write down whose runs the database holds.
// mode: write
// params: workspace, folder
// returns: -
MERGE (p:Publication {id: 'linkage'})
SET p.workspace = $workspace, p.folder = $folder
