
"use strict";
// Small parts. What is shown is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";
const $ = (id) => document.getElementById(id);
// The last answer, when it came by the browser's clock, and when it was given by the server's.
let report, answeredAt = 0, serverAt = 0;

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
  return element;
}
function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  return element;
}
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
/** Positions of the kill switch look like the routing that they lead to. */
const SHAPES = { IN: "ACCEPT", OUT: "REFUSE", MAINTENANCE: "REFUSE" };
/** A state by shape, word and colour. */
function state(name) {
  const icon = draw("svg", { "class": "icon", "aria-hidden": "true" });
  const shape = SHAPES[name] || name;
  icon.append(draw("use", { href: "#" + (document.getElementById(shape) ? shape : "UNKNOWN") }));
  const element = make("span", "state", icon, name);
  element.dataset.state = name;
  return element;
}
/** Keeps elements whose key stays, so that focus and selection do too. */
function keep(parent, items, key, create) {
  const known = new Map([...parent.children].filter((child) => child.key !== undefined).map((child) => [child.key, child]));
  let place = [...parent.children].find((child) => child.key !== undefined) || null;
  for (const item of items) {
    const id = key(item), print = JSON.stringify(item);
    let element = known.get(id);
    known.delete(id);
    if (!element || element.print !== print) {
      const made = create(item, element);
      if (element && element !== made) {
        if (place === element) place = made;
        element.replaceWith(made);
      }
      made.key = id;
      made.print = print;
      element = made;
    }
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  known.forEach((element) => element.remove());
}
const id = (kind, name) => kind.toLowerCase() + "-" + name;
const clock = (instant) => new Date(instant).toISOString().slice(11, 19) + "Z";
function seconds(duration) {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.E-]+)S)?$/.exec(duration);
  return parts ? (parts[1] || 0) * 3600 + (parts[2] || 0) * 60 + Number(parts[3] || 0) : NaN;
}
function took(duration) {
  const s = seconds(duration);
  return s < 0.001 ? "< 1 ms" : s < 1 ? Math.round(s * 1000) + " ms" : s.toFixed(1) + " s";
}
function span(s) {
  s = Math.max(0, Math.floor(s));
  return s < 60 ? s + " s" : s < 3600 ? Math.floor(s / 60) + " min " + s % 60 + " s"
    : s < 86400 ? Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min" : Math.floor(s / 86400) + " d " + Math.floor(s % 86400 / 3600) + " h";
}
const number = (value) => value.toLocaleString("en");
function moment(instant) {
  const element = make("time", "", clock(instant));
  element.dateTime = instant;
  return element;
}
/** Grows by itself. */
function age(instant, suffix) {
  const element = make("span", "age");
  element.dataset.at = Date.parse(instant);
  element.dataset.suffix = suffix || "";
  return grow(element);
}
function grow(element) {
  const now = serverAt + performance.now() - answeredAt;
  say(element, span((now - element.dataset.at) / 1000) + element.dataset.suffix);
  return element;
}
