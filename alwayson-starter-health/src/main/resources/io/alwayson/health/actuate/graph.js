
// The graph: a list of links for each column, with lines drawn between them.

const COLUMNS = [["STAMP", "Stamp"], ["FLOW", "Flows"], ["GROUP", "Groups"], ["DEPENDENCY", "Dependencies"]];
let chosen;

/** All nodes by id, in the order in which the declaration leads to them. */
function nodes() {
  const declared = new Map(report.graph.map((node) => [id(node.kind, node.name), node])), found = new Map();
  const judged = new Map([["STAMP", report.stamp, report.status], ...[...report.flows, ...report.groups].map((node) => [node.kind, node.name, node.state]),
    ...report.checks.map((check) => ["DEPENDENCY", check.component, check.status])].map(([kind, name, is]) => [id(kind, name), is]));
  (function visit(key) {
    const node = declared.get(key);
    if (!node || found.has(key)) return;
    found.set(key, { ...node, id: key, state: judged.get(key) || "UNKNOWN" });
    node.children.forEach((edge) => visit(id(edge.kind, edge.name)));
  })(id("STAMP", report.stamp));
  return found;
}
function graph() {
  const all = nodes(), checks = new Map(report.checks.map((check) => [check.component, check]));
  const causes = new Map([...report.flows, ...report.groups].map((node) => [id(node.kind, node.name), node.cause]));
  const shown = COLUMNS.map(([kind, title]) => ({ kind, title, nodes: [...all.values()].filter((node) => node.kind === kind) }))
    .filter((column) => column.nodes.length);
  $("graph-title").parentElement.hidden = !shown.length;
  shown.forEach((column) => column.nodes.forEach((node) => {
    const check = node.kind === "DEPENDENCY" ? checks.get(node.name) : undefined;
    node.detail = node.kind === "DEPENDENCY" ? (check && check.reason ? check.reason + (check.since ? " since " + clock(check.since) : "") : "")
      : node.kind === "STAMP" ? report.routing : (causes.get(node.id) || "").split(" <- ").slice(1, 2).join();
    node.note = node.kind === "GROUP" ? "needs " + node.minHealthy + " of " + node.children.length : node.scope ? "scope " + node.scope.toLowerCase() : "";
  }));
  keep($("graph"), shown, (column) => column.kind, (column, old) => {
    const element = old || make("div", "column", make("h3", "", column.title), make("ul"));
    keep(element.lastChild, column.nodes, (node) => node.id, nodeItem);
    return element;
  });
  edges(all);
}
function nodeItem(node, old) {
  const item = old || make("li", "", make("a", "node"));
  const link = item.firstChild, uses = node.children.map((edge) => edge.name + (edge.impact ? " (" + edge.impact.toLowerCase() + ")" : ""));
  link.href = "#" + encodeURIComponent(node.kind === "STAMP" ? "verdict-title" : node.id);
  link.dataset.node = node.id;
  link.dataset.state = node.state;
  link.replaceChildren(make("span", "top", make("span", "name", node.name), state(node.state)),
    make("span", "quiet", [node.detail, node.note].filter(Boolean).join(", ")),
    uses.length ? make("span", "uses hidden", "leans on " + uses.join(", ")) : "");
  return item;
}
/** What arrives at the parent. */
function through(impact, name) {
  switch (impact) {
    case "STANDARD": return name === "UNKNOWN" ? "DEGRADED" : name;
    case "LIMITED": return name === "UNHEALTHY" ? "DEGRADED" : "HEALTHY";
    case "SUPPRESSED": return "HEALTHY";
    default: return name;
  }
}
function edges(all) {
  const canvas = $("edges"), frame = canvas.getBoundingClientRect(), boxes = new Map();
  document.querySelectorAll(".node").forEach((node) => boxes.set(node.dataset.node, node.getBoundingClientRect()));
  const lines = [];
  all.forEach((parent) => parent.children.forEach((edge) => {
    const child = all.get(id(edge.kind, edge.name)), from = boxes.get(parent.id), to = child && boxes.get(child.id);
    if (frame.width && from && to) {
      lines.push({ ids: [parent.id, child.id], impact: edge.impact || "MEMBER", state: through(edge.impact, child.state),
        x1: from.right - frame.left, x2: to.left - frame.left });
    }
  }));
  spread(lines, 0, 1, "y1", boxes, frame);
  spread(lines, 1, 0, "y2", boxes, frame);
  keep(canvas, lines, (line) => line.ids.join(" "), drawLine);
  mark();
}
/** Lines that share an end are set apart there, in the order of their other ends. */
function spread(lines, end, other, y, boxes, frame) {
  const shared = new Map();
  lines.forEach((line) => shared.set(line.ids[end], [...shared.get(line.ids[end]) || [], line]));
  shared.forEach((group, node) => {
    const box = boxes.get(node), height = Math.min(box.height * 0.7, 9 * (group.length - 1));
    group.sort((a, b) => boxes.get(a.ids[other]).top - boxes.get(b.ids[other]).top).forEach((line, index) => {
      line[y] = box.top - frame.top + (box.height - height) / 2 + (group.length > 1 ? height * index / (group.length - 1) : 0);
    });
  });
}
function drawLine(line) {
  const group = draw("g", {}), start = line.x1 + 7, bend = Math.max(24, (line.x2 - start) / 2);
  group.dataset.state = line.state;
  group.dataset.ids = JSON.stringify(line.ids);
  group.append(draw("path", { "class": "edge " + line.impact, d: `M${line.x2} ${line.y2}C${line.x2 - bend} ${line.y2} ${start + bend} ${line.y1} ${start} ${line.y1}` }),
    draw("path", { "class": "head", d: `M${line.x1 + 1} ${line.y1}l8 -3.5v7z` }));
  if (line.impact === "LIMITED" || line.impact === "SUPPRESSED") {
    // A quarter of the way from the child, by the formula of the curve.
    const at = (a, b, c, d) => (27 * a + 27 * b + 9 * c + d) / 64;
    const label = draw("text", { x: at(line.x2, line.x2 - bend, start + bend, start), y: at(line.y2, line.y2, line.y1, line.y1) + 3 });
    label.textContent = line.impact.toLowerCase();
    group.append(label);
  }
  return group;
}
/** Shows the lines of the node that is pointed at or has the focus. */
function choose(event) {
  const link = event.target.closest(".node");
  chosen = link && event.type !== "pointerout" && event.type !== "focusout" ? link.dataset.node : undefined;
  mark();
}
function mark() {
  const near = new Set();
  document.querySelectorAll("#edges g").forEach((group) => {
    const ids = JSON.parse(group.dataset.ids), is = ids.includes(chosen);
    group.classList.toggle("near", is);
    if (is) ids.forEach((each) => near.add(each));
  });
  $("edges").classList.toggle("choosing", near.size > 0);
  document.querySelectorAll(".node").forEach((node) => node.classList.toggle("near", near.has(node.dataset.node)));
}
