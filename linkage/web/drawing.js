// A campaign's subgraph on a canvas: drag nodes or the ground, zoom, point at a node to read it. Who only scrolls the page
// past it, with the wheel or one finger, is let past.
import { placed, step } from "./layout.js";
import { el, number, route, several, svg } from "./page.js";

// Colours told apart by people who see red and green alike; identifiers also differ by being squares.
const COLOURS = {
  account: "#0072b2", ip: "#e69f00", device: "#009e73", payment: "#cc3311", template: "#aa4499",
  artifact: "#882255", email: "#56b4e9", phone: "#999933", email_domain: "#88ccee", client: "#888888",
};
const MOST_LABELS = 40, LEAST_LABELLED = 0.6, LABEL = 165; // nodes, scale, and pixels that a label and its node take
const HOW = "Drag to move it. Zoom with Ctrl or ⌘ and the wheel, with the wheel or + and − after a click on it, or with two fingers.";
const TITLES = { ip: "address", payment: "payment method", email_domain: "mail domain" };

export function drawing(subgraph) {
  const nodes = subgraph.nodes.map((node) => ({ ...node, kind: node.type === "account" ? "account" : node.attributes.kind }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = subgraph.edges.map((edge) => ({ ...edge, from: byId.get(edge.source), to: byId.get(edge.target) }));
  const state = placed(nodes, edges);
  const canvas = el("canvas", { tabindex: "0", role: "img", "aria-label": spoken(subgraph) });
  const tip = el("div", { class: "tip", hidden: true });
  const view = new View(canvas, tip, state);
  const again = el("button", { type: "button", onclick: () => view.fit() }, "Fit to window");
  return el("figure", {}, canvas, tip,
    el("ul", { class: "legend" }, [...new Set(nodes.map((node) => node.kind))].map(legend)),
    el("figcaption", {}, `${spoken(subgraph)} `, subgraph.cut ? el("strong", {}, subgraph.cut, " ") : null, `${HOW} `, again));
}

function spoken(subgraph) {
  const accounts = subgraph.nodes.filter((node) => node.type === "account").length;
  const links = subgraph.edges.filter((edge) => edge.type === "LINKED_TO").length;
  return `Graph of ${several(accounts, "account")}, ${several(subgraph.nodes.length - accounts, "shared identifier")} and ${several(links, "link")}.`;
}

function legend(kind) {
  const colour = COLOURS[kind] ?? "#888888";
  const mark = kind === "account"
    ? svg("circle", { cx: 7, cy: 7, r: 6, fill: colour })
    : svg("rect", { x: 1, y: 1, width: 12, height: 12, fill: colour });
  return el("li", {}, svg("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, mark), TITLES[kind] ?? kind);
}

class View {
  constructor(canvas, tip, state) {
    Object.assign(this, { canvas, tip, state, scale: 1, x: 0, y: 0, pointed: null, held: null, pinched: null, moved: false, following: true });
    this.radii = new Map(state.nodes.map((node) => [node, radius(node, state.degree.get(node) ?? 0)]));
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", () => this.release());
    canvas.addEventListener("pointerleave", () => this.point(null));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    for (const name of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
      canvas.addEventListener(name, (event) => this.touch(event), { passive: false });
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const recoloured = () => (canvas.isConnected ? this.draw() : theme.removeEventListener("change", recoloured));
    theme.addEventListener("change", recoloured);
    new ResizeObserver(() => this.resize()).observe(canvas);
    for (let i = 0; i < 60; i += 1) step(state);
    requestAnimationFrame(() => this.tick());
  }

  tick() {
    if (!this.canvas.isConnected) return;
    const goesOn = step(this.state);
    if (this.following) this.fit();
    else this.draw();
    if (goesOn || this.held) requestAnimationFrame(() => this.tick());
  }

  warm() {
    const slept = this.state.heat <= 0.02;
    this.state.heat = Math.max(this.state.heat, 0.2);
    if (slept) requestAnimationFrame(() => this.tick());
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = this.canvas.clientWidth * ratio;
    this.canvas.height = this.canvas.clientHeight * ratio;
    this.fit();
  }

  fit() {
    const xs = this.state.nodes.map((node) => node.x), ys = this.state.nodes.map((node) => node.y);
    const low = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!xs.length) return;
    const inner = high(xs) - low(xs), height = high(ys) - low(ys) + 80, wide = this.canvas.clientWidth;
    const scale = Math.min(wide / (inner + 80), this.canvas.clientHeight / height, 2);
    const beside = Math.min(scale, (wide - LABEL - 20) / inner); // with room for labels at the right
    const labelled = this.state.nodes.length <= MOST_LABELS && beside > LEAST_LABELLED;
    this.scale = labelled ? beside : scale;
    const lacking = labelled ? Math.max(0, LABEL - (wide - inner * this.scale) / 2) : 0;
    this.x = (high(xs) + low(xs)) / 2 + lacking / this.scale;
    this.y = (high(ys) + low(ys)) / 2;
    this.following = true;
    this.draw();
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    const style = getComputedStyle(this.canvas);
    const ink = style.getPropertyValue("--ink");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(ratio * this.scale, 0, 0, ratio * this.scale,
      this.canvas.width / 2 - this.x * ratio * this.scale, this.canvas.height / 2 - this.y * ratio * this.scale);
    const beside = this.neighbours();
    for (const edge of this.state.edges) {
      const lit = this.pointed === null || edge.from === this.pointed || edge.to === this.pointed;
      pen.globalAlpha = lit ? (this.pointed ? 0.9 : 0.35) : 0.06;
      pen.strokeStyle = ink;
      pen.lineWidth = (edge.type === "LINKED_TO" ? Math.min(4, 0.6 + edge.weight / 6) : 0.5 + edge.weight) / Math.max(this.scale, 0.5);
      pen.setLineDash(edge.type === "LINKED_TO" ? [] : [3, 3]);
      pen.beginPath();
      pen.moveTo(edge.from.x, edge.from.y);
      pen.lineTo(edge.to.x, edge.to.y);
      pen.stroke();
    }
    pen.setLineDash([]);
    for (const node of this.state.nodes) {
      const r = this.radii.get(node);
      pen.globalAlpha = beside && !beside.has(node) ? 0.15 : 1;
      pen.fillStyle = COLOURS[node.kind] ?? "#888888";
      pen.beginPath();
      if (node.type === "account") pen.arc(node.x, node.y, r, 0, 2 * Math.PI);
      else pen.rect(node.x - r, node.y - r, 2 * r, 2 * r);
      pen.fill();
      if (node === this.pointed) {
        pen.lineWidth = 2;
        pen.strokeStyle = ink;
        pen.stroke();
      }
    }
    if (this.state.nodes.length <= MOST_LABELS && this.scale > LEAST_LABELLED) this.labels(pen, ink, beside);
  }

  labels(pen, ink, beside) {
    pen.fillStyle = ink;
    pen.font = `${12 / Math.max(this.scale, 0.8)}px system-ui, sans-serif`;
    for (const node of this.state.nodes) {
      pen.globalAlpha = beside && !beside.has(node) ? 0.15 : 1;
      const label = node.label.length > 22 ? `${node.label.slice(0, 21)}…` : node.label;
      pen.fillText(label, this.besides(node, pen.measureText(label).width), node.y + 4);
    }
  }

  // Where a label starts: right of its node, or left where it would leave the canvas, or as far from the edge as it needs.
  besides(node, width) {
    const half = this.canvas.clientWidth / 2 / this.scale, away = this.radii.get(node) + 3;
    const right = this.x + half, left = this.x - half;
    const after = node.x + away, before = node.x - away - width;
    if (after + width <= right || node.x > right) return after;
    return before >= left ? before : Math.max(left, right - width);
  }

  neighbours() {
    if (!this.pointed) return null;
    const beside = new Set([this.pointed]);
    for (const edge of this.state.edges) {
      if (edge.from === this.pointed) beside.add(edge.to);
      if (edge.to === this.pointed) beside.add(edge.from);
    }
    return beside;
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left - box.width / 2) / this.scale + this.x,
      y: (event.clientY - box.top - box.height / 2) / this.scale + this.y,
    };
  }

  under(event) {
    const { x, y } = this.at(event);
    const near = (node) => Math.hypot(node.x - x, node.y - y) - this.radii.get(node);
    let best = null;
    for (const node of this.state.nodes) if (near(node) < 4 / this.scale && (!best || near(node) < near(best))) best = node;
    return best;
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    const node = this.under(event);
    this.held = { node, ...this.at(event) };
    if (node) node.held = true;
    this.moved = false;
  }

  move(event) {
    const touched = event.pointerType === "touch";
    if (!this.held) {
      if (!touched) this.point(this.under(event), event);
      return;
    }
    const { x, y } = this.at(event);
    if (!this.moved && Math.hypot(x - this.held.x, y - this.held.y) * this.scale < 4) return;
    this.moved = true;
    if (touched) return; // one finger scrolls the page
    this.following = false;
    if (this.held.node) {
      Object.assign(this.held.node, { x, y });
      this.warm();
    } else {
      this.x -= x - this.held.x;
      this.y -= y - this.held.y;
    }
    this.draw();
  }

  up() {
    const node = this.release();
    if (node && !this.moved) location.hash = node.type === "account" ? route("account", node.label) : route("users", node.kind, node.label);
  }

  release() {
    const node = this.held?.node;
    this.held = null;
    if (node) node.held = false;
    return node;
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.canvas) return;
    event.preventDefault();
    this.zoomed(event, event, Math.exp(-event.deltaY / 500));
  }

  touch(event) {
    if (event.touches.length !== 2) {
      this.pinched = null;
      return;
    }
    if (event.cancelable) event.preventDefault();
    this.release();
    const [a, b] = event.touches;
    const pinched = {
      clientX: (a.clientX + b.clientX) / 2,
      clientY: (a.clientY + b.clientY) / 2,
      apart: Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)),
    };
    if (this.pinched) this.zoomed(this.pinched, pinched, pinched.apart / this.pinched.apart);
    this.pinched = pinched;
  }

  // What was under the pointer before is under it after.
  zoomed(from, to, factor) {
    const before = this.at(from);
    this.zoom(factor);
    const after = this.at(to);
    this.x += before.x - after.x;
    this.y += before.y - after.y;
    this.draw();
  }

  zoom(factor) {
    this.following = false;
    this.scale = Math.min(8, Math.max(0.02, this.scale * factor));
  }

  key(event) {
    const by = 60 / this.scale;
    const moves = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
    if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (moves[event.key]) {
      this.following = false;
      this.x += moves[event.key][0];
      this.y += moves[event.key][1];
    } else return;
    event.preventDefault();
    this.draw();
  }

  point(node, event = null) {
    if (node) {
      const box = this.canvas.getBoundingClientRect();
      this.tip.style.left = `${Math.min(event.clientX - box.left + 16, box.width - 200)}px`;
      this.tip.style.top = `${event.clientY - box.top + 16}px`;
      this.tip.textContent = said(node);
    }
    this.tip.hidden = !node;
    if (node !== this.pointed) {
      this.pointed = node;
      this.draw();
    }
  }
}

function radius(node, degree) {
  return node.type === "account" ? 6 : Math.min(14, 4 + Math.sqrt(degree));
}

function said(node) {
  const { attributes } = node;
  if (node.type === "account") {
    return `account ${node.label}\nscore ${number(attributes.score, 1)} (${attributes.band}), pool ${attributes.pool}, strength ${number(attributes.strength, 2)}`;
  }
  const skeleton = attributes.skeleton ? `\n${attributes.skeleton}` : "";
  return `${TITLES[node.kind] ?? node.kind} ${node.label}\n${several(attributes.n_members, "member")} of ${several(attributes.n_accounts, "account")} that use it${skeleton}`;
}
