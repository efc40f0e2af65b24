// A force layout: nodes push one another away, edges pull their ends together, all drift to the middle.
// Repulsion is counted per cell of a grid beyond the next cells, so a step costs nodes times cells, not nodes squared.

const IDEAL = 46;

export function placed(nodes, edges) {
  nodes.forEach((node, i) => {
    const angle = i * 2.399963; // the golden angle: even, and the same each time
    node.x = Math.cos(angle) * IDEAL * 0.7 * Math.sqrt(i + 1);
    node.y = Math.sin(angle) * IDEAL * 0.7 * Math.sqrt(i + 1);
  });
  const degree = new Map();
  for (const { from, to } of edges) {
    degree.set(from, (degree.get(from) ?? 0) + 1);
    degree.set(to, (degree.get(to) ?? 0) + 1);
  }
  return { nodes, edges, degree, heat: 1 };
}

// One step; returns whether it is worth going on.
export function step(state) {
  const { nodes, edges, degree } = state;
  for (const node of nodes) {
    node.dx = -node.x * 0.01;
    node.dy = -node.y * 0.01;
  }
  repel(nodes);
  for (const { from, to } of edges) {
    const x = to.x - from.x, y = to.y - from.y;
    const length = Math.hypot(x, y) || 0.01;
    const pull = ((length - IDEAL) / length) * 0.5 / Math.min(degree.get(from), degree.get(to));
    const share = degree.get(to) / (degree.get(from) + degree.get(to));
    from.dx += x * pull * share; from.dy += y * pull * share;
    to.dx -= x * pull * (1 - share); to.dy -= y * pull * (1 - share);
  }
  const most = 30 * state.heat + 0.5;
  for (const node of nodes) {
    if (node.held) continue;
    const length = Math.hypot(node.dx, node.dy) || 1;
    const scale = Math.min(length, most) / length;
    node.x += node.dx * scale;
    node.y += node.dy * scale;
  }
  state.heat *= 0.985;
  return state.heat > 0.02;
}

function repel(nodes) {
  const size = IDEAL * 3;
  const cells = new Map();
  for (const node of nodes) {
    const column = Math.floor(node.x / size), row = Math.floor(node.y / size);
    const name = `${column},${row}`;
    let cell = cells.get(name);
    if (!cell) cells.set(name, (cell = { column, row, members: [], x: 0, y: 0 }));
    cell.members.push(node);
    cell.x += node.x;
    cell.y += node.y;
  }
  const all = [...cells.values()];
  for (const here of all) {
    for (const there of all) {
      const near = Math.abs(here.column - there.column) <= 1 && Math.abs(here.row - there.row) <= 1;
      const n = there.members.length;
      for (const node of here.members) {
        if (near) for (const other of there.members) push(node, other.x, other.y, 1);
        else push(node, there.x / n, there.y / n, n);
      }
    }
  }
}

function push(node, x, y, times) {
  const dx = node.x - x, dy = node.y - y;
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const force = (times * IDEAL * IDEAL * 0.6) / Math.max(squared, 25);
  node.dx += dx * force / IDEAL * 2;
  node.dy += dy * force / IDEAL * 2;
}
