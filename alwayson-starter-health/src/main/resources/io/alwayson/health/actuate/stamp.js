
// Asks its own URL for JSON, again and again, and shows it.

const PAUSE = 2000, LIMIT = 5000;
const REASONS = {
  STARTING: "the first round of checks is not done",
  OUTDATED: "no verdict was published for too long, so the last one is not trusted",
  SWITCH: "somebody switched the stamp off",
  DRAIN: "the process is shutting down"
};
let trouble = "", timer = 0, asking = false, newest;

// The verdict

function verdict() {
  const r = report, refuses = r.routing === "REFUSE";
  document.title = r.status + ", " + r.routing + " \u00b7 " + r.stamp;
  say($("stamp"), r.stamp);
  const old = r.routingReason === "OUTDATED";
  answer("health", r.status, old ? "As it was when last judged. Nothing newer is known." : "By all evidence, whatever its scope.");
  $("health").classList.toggle("old", old);
  answer("routing", r.routing, r.routingReason
    ? r.routingReason + ": " + (REASONS[r.routingReason] || "by override") + "."
    : refuses ? "Moving traffic away helps: the cause is in this stamp or its region."
      : r.status === "UNHEALTHY" ? "Traffic stays: moving it would not cure the cause."
        : "Traffic may come.");
  keep($("facts"), [["Judged", r.lastExecution], ["HTTP status", refuses ? "503" : "200"], ["Ready", r.ready && !r.unready.length ? "yes" : ["no", ...r.unready].join(", ")],
    ["Without siblings", r.own.status + ", " + r.own.routing]].flatMap(([term, value]) => [{ term }, { term, value }]),
  (item) => item.term + ("value" in item), (item) => {
    if (!("value" in item)) return make("dt", "", item.term);
    return item.term === "Judged" ? make("dd", "", age(item.value, " ago"), " at ", moment(item.value)) : make("dd", "", item.value);
  });
  const steps = r.cause ? r.cause.split(" <- ") : [];
  $("cause").hidden = !r.cause;
  keep($("cause").querySelector("ol"), steps.map((text, index) => ({ text, index })), (item) => item.index, (item) => make("li", "", item.text));
}
function answer(tile, name, words) {
  const element = $(tile);
  if (element.dataset.state !== name) {
    element.dataset.state = name;
    element.querySelector(".answer").replaceChildren(state(name));
  }
  say(element.querySelector(".words"), words);
}
function killSwitch() {
  const facts = report.killSwitch;
  $("switch").hidden = !facts;
  if (!facts) return;
  const entries = (typeof facts === "object" ? Object.entries(facts) : [["state", facts]])
    .filter(([, value]) => value !== null && typeof value !== "object");
  keep($("switch").querySelector("dl"), entries.flatMap(([term, value]) => [{ term }, { term, value }]), (item) => item.term + ("value" in item),
    (item) => {
      if (!("value" in item)) return make("dt", "", words(item.term));
      if (/^\d{4}-\d\d-\d\dT.*Z$/.test(item.value)) return make("dd", "", moment(item.value), ", ", age(item.value, " ago"));
      return make("dd", "", isNaN(seconds(item.value)) ? String(item.value) : span(seconds(item.value)));
    });
}
function words(name) {
  const spaced = name.replace(/([A-Z])/g, (letter) => " " + letter.toLowerCase());
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

// The tables

/** Cells are text or elements; the first column heads its row. On a phone a row is a card, and roles keep it a row. */
function table(element, titles, rows, foot) {
  if (!element.tHead) {
    element.className = "cards";
    const head = element.createTHead().insertRow();
    element.tHead.setAttribute("role", "rowgroup");
    head.setAttribute("role", "row");
    titles.forEach((title) => {
      const cell = make("th", /^#/.test(title) ? "number" : "", title.replace("#", ""));
      cell.scope = "col";
      cell.setAttribute("role", "columnheader");
      head.append(cell);
    });
    element.createTBody().setAttribute("role", "rowgroup");
    element.createTFoot().setAttribute("role", "rowgroup");
  }
  keep(element.tBodies[0], rows, (row) => row.key, (row, old) => line(row, titles, old));
  keep(element.tFoot, foot ? [foot] : [], () => "foot", (row, old) => line(row, titles, old));
  element.parentElement.hidden = !rows.length;
}
function line(row, titles, old) {
  const element = old || make("tr");
  element.setAttribute("role", "row");
  if (row.id) {
    element.id = row.id;
    element.tabIndex = -1;
  }
  element.replaceChildren(...row.cells.map((value, index) => {
    const cell = make(index ? "td" : "th", /^#/.test(titles[index]) ? "number" : "");
    cell.append(...(Array.isArray(value) ? value : [value]).map(part));
    cell.setAttribute("role", index ? "cell" : "rowheader");
    if (index) cell.dataset.label = titles[index].replace("#", "");
    else cell.scope = "row";
    return cell;
  }));
  return element;
}
function part(value) {
  return value === undefined || value === null ? "" : value.state ? state(value.state) : value.age ? age(value.age)
    : value.time ? moment(value.time) : value.mono ? make("span", "mono", value.mono) : value;
}
function tables() {
  const scopes = new Map(report.graph.filter((node) => node.scope).map((node) => [node.name, node.scope.toLowerCase()]));
  table($("dependencies"), ["Name", "State", "Reason", "Last run", "#Took", "#Age", "Scope", "Routing"], report.checks.map((check) => ({
    key: check.component, id: id("DEPENDENCY", check.component),
    cells: [check.component, { state: check.status },
      check.reason ? [{ mono: check.reason }, check.since ? " since " : "", check.since ? { time: check.since } : ""] : "",
      check.result ? check.result.status + (check.result.reason && check.result.reason !== check.reason ? " " + check.result.reason : "") : "none yet",
      check.result ? took(check.result.duration) : "", check.result ? { age: check.result.observedAt } : "",
      scopes.get(check.component), { state: check.routing }]
  })));
  table($("parents"), ["Name", "Kind", "State", "Routing", "Cause"], [...report.flows, ...report.groups].map((node) => ({
    key: id(node.kind, node.name), id: id(node.kind, node.name),
    cells: [node.name, node.kind.toLowerCase(), { state: node.state }, { state: node.routing }, node.cause ? { mono: node.cause.replaceAll(" <- ", " \u2190 ") } : ""]
  })));
  const paid = report.checks.filter((check) => check.cost && (check.cost.run.requests || check.cost.run.requestUnits || check.cost.spared));
  const sum = (get) => paid.map(get).reduce((a, b) => ({ requests: a.requests + b.requests, requestUnits: a.requestUnits + b.requestUnits }), { requests: 0, requestUnits: 0 });
  const cells = (name, run, cost) => [name, run, amount(cost.month), amount(cost.monthAtMost), number(cost.spared)];
  table($("cost"), ["Name", "#One run", "#Month while up", "#Month at most", "#Runs spared"],
    paid.map((check) => ({ key: check.component, cells: cells(check.component, amount(check.cost.run), check.cost) })),
    { cells: cells("All", "", { month: sum((check) => check.cost.month), monthAtMost: sum((check) => check.cost.monthAtMost), spared: paid.reduce((all, check) => all + check.cost.spared, 0) }) });
}
const amount = (cost) => number(cost.requests) + (cost.requestUnits ? " (" + number(cost.requestUnits) + " RU)" : "");

// What happened

/** A move of the kill switch is shown as one more kind of node. */
const shown = (transition) => transition.node ? transition : { at: transition.at, from: transition.from.position,
  node: { kind: "SWITCH", name: transition.to.store, state: transition.to.position, routing: transition.to.position === "IN" ? "" : "REFUSE" } };
const kind = (node) => node.kind === "SWITCH" ? node.kind : node.kind.toLowerCase();
const keyOf = (transition) => [transition.at, transition.node.kind, transition.node.name].join(" ");
function transitions() {
  const all = report.transitions.map(shown), last = newest;
  newest = all.length ? keyOf(all[0]) : "";
  const known = last === undefined ? 0 : all.findIndex((transition) => keyOf(transition) === last);
  const fresh = all.slice(0, known < 0 ? all.length : known);
  keep($("transitions").firstChild, all, keyOf, (transition) => {
    const node = transition.node, item = make("li", fresh.includes(transition) ? "fresh" : "",
      make("div", "line", make("span", "quiet", kind(node)), make("b", "", node.name), moment(transition.at)),
      make("div", "line", state(transition.from), make("span", "next", state(node.state)),
        node.routing === "REFUSE" || transition.from === node.state ? state(node.routing) : "", age(transition.at, " ago")),
      node.cause ? make("div", "quiet mono", node.cause.replaceAll(" <- ", " \u2190 ")) : "");
    item.dataset.state = node.state;
    return item;
  });
  if (fresh.length) {
    // The oldest first, as it happened; a storm is cut short.
    const told = fresh.slice(0, 5).reverse().map(({ node }) => kind(node) + " " + node.name + " " + node.state + (node.routing ? ", routing " + node.routing : ""));
    say($("news"), told.join("; ") + (fresh.length > 5 ? `; and ${fresh.length - 5} before` : ""));
  }
}

// Asking

async function ask() {
  if (asking || document.hidden) return;
  asking = true;
  clearTimeout(timer);
  try {
    // Not relative: the page's own URL may hold a password, which fetch refuses.
    const response = await fetch(location.origin + location.pathname + location.search,
      // Asked by a script, Spring Security says 401 and lets no browser ask for a password on top of the page.
      { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" }, cache: "no-store", signal: AbortSignal.timeout(LIMIT) });
    if (!response.ok || !/json/.test(response.headers.get("Content-Type"))) {
      throw new Error(response.ok || response.status === 401 || response.status === 403 ? "reload this page to sign in again."
        : "HTTP status " + response.status + " instead of a verdict.");
    }
    report = await response.json();
    answeredAt = performance.now();
    serverAt = Date.parse(report.at);
    trouble = "";
    show();
  }
  catch (error) {
    trouble = error.name === "TimeoutError" ? "it would take longer than 5 s." : error.name === "TypeError" ? "the server cannot be reached." : error.message;
  }
  asking = false;
  timer = setTimeout(ask, PAUSE);
  tick();
}
function show() {
  $("waiting").hidden = true;
  $("live").hidden = false;
  [verdict, killSwitch, tables, transitions, graph].forEach((part) => part());
}
function tick() {
  const lost = Boolean(trouble);
  document.documentElement.classList.toggle("is-lost", lost);
  $("lost").hidden = !lost;
  if (lost) {
    document.title = document.title.replace(/^(No answer: )?/, "No answer: ");
    say($("lost-words"), (report ? "No answer since " + clock(serverAt) + ": " : "No answer yet: ") + trouble + (report ? " Below is the last answer." : ""));
    say($("lost-age"), report ? span((performance.now() - answeredAt) / 1000) + " ago" : "");
  }
  say($("asked"), report && !lost ? "As of " + clock(serverAt) + ", asked every 2 s" : "");
  document.querySelectorAll(".age").forEach(grow);
}

["pointerover", "pointerout", "focusin", "focusout"].forEach((type) => $("graph").addEventListener(type, choose));
new ResizeObserver(() => report && edges(nodes())).observe($("graph"));
document.addEventListener("visibilitychange", ask);
setInterval(tick, 1000);
ask();
