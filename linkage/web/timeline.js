// Requests per day, as bars.
import { day, el, number, several, svg } from "./page.js";

const WIDTH = 900, HEIGHT = 180, LEFT = 56, BOTTOM = 22, TOP = 10;
const DAY = 86400000;

export function timeline(days) {
  if (!days.length) return el("p", { class: "note" }, "No days are known.");
  const at = (one) => Date.parse(one.day);
  const first = at(days[0]);
  const n = Math.round((at(days.at(-1)) - first) / DAY) + 1;
  const most = Math.max(1, ...days.map((one) => one.n_requests));
  const step = (WIDTH - LEFT) / n;
  const height = (value) => (HEIGHT - BOTTOM - TOP) * (value / most);
  const bars = days.map((one) => {
    const tall = Math.max(1, height(one.n_requests));
    const words = `${day(one.day)}: ${several(one.n_requests, "request")} of ${several(one.n_accounts, "account")}`;
    return svg("rect", {
      class: "bar",
      x: LEFT + step * Math.round((at(one) - first) / DAY),
      y: HEIGHT - BOTTOM - tall,
      width: Math.max(1, Math.min(step * 0.85, 40)),
      height: tall,
    }, svg("title", {}, words));
  });
  const base = HEIGHT - BOTTOM;
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": spoken(days, most) },
    svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: base, y2: base }),
    svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: TOP, y2: TOP }),
    svg("text", { x: LEFT - 6, y: TOP + 4, "text-anchor": "end" }, number(most)),
    svg("text", { x: LEFT - 6, y: base, "text-anchor": "end" }, "0"),
    svg("text", { x: LEFT, y: HEIGHT - 6 }, day(days[0].day)),
    n > 1 ? svg("text", { x: WIDTH, y: HEIGHT - 6, "text-anchor": "end" }, day(days.at(-1).day)) : null,
    bars);
  return el("figure", {}, drawing, el("figcaption", {}, "Requests per day, UTC."));
}

function spoken(days, most) {
  const total = days.reduce((all, one) => all + one.n_requests, 0);
  return `${several(total, "request")} on ${several(days.length, "day")}, ${day(days[0].day)} to ${day(days.at(-1).day)}; at most ${number(most)} a day.`;
}
