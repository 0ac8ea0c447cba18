// The control that has the focus stays in sight whatever comes around it, unless somebody scrolls it away by hand.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { HTMLElement, pretended } from "./elements.mjs";
import { page } from "./page.mjs";

const { isSeen, keepFocusInSight } = await page("ui/in-sight");

let document, told, panel, link, at;
const box = (top, bottom) => ({ top, bottom });

/** A panel of 400 px in a window of 800, with a control in it that lies at `at`. */
beforeEach(() => {
  document = pretended();
  told = [];
  const listeners = new Map();
  Object.assign(globalThis, {
    innerHeight: 800,
    addEventListener: (name, listener) => listeners.set(name, listener),
    hand: (name, event = {}) => listeners.get(name)(event),
    getComputedStyle: ({ style = {} }) => ({ overflowY: "visible", position: "static", scrollMarginTop: "0px", scrollMarginBottom: "0px", scrollPaddingTop: "auto", scrollPaddingBottom: "auto", ...style }),
    ResizeObserver: class {
      watched = new Set();
      constructor(grown) {
        globalThis.grow = (element) => this.watched.has(element) && grown();
      }
      observe(element) {
        this.watched.add(element);
      }
      disconnect() {
        this.watched.clear();
      }
    },
  });
  document.documentElement.append(document.body);
  panel = new HTMLElement("section");
  panel.style = { overflowY: "auto" };
  panel.getBoundingClientRect = () => box(16, 416);
  document.body.append(panel);
  link = new HTMLElement("a");
  link.matches = () => true;
  at = box(380, 400);
  link.getBoundingClientRect = () => at;
  link.scrollIntoView = (how) => told.push(how.block);
  const part = new HTMLElement("div");
  part.append(link);
  panel.append(part);
  keepFocusInSight();
});

function focus(element) {
  document.activeElement = element;
  document.tell("focusin", { target: element });
}

test("what is seen of something is what all boxes around it show", () => {
  assert.equal(isSeen(box(100, 130), [box(0, 800)]), true);
  assert.equal(isSeen(box(790, 830), [box(0, 800)]), false);
  assert.equal(isSeen(box(100, 130), [box(0, 110), box(0, 800)]), false);
  // Of something low half of it, of something high a line.
  assert.equal(isSeen(box(795, 805), [box(0, 800)]), true);
  assert.equal(isSeen(box(770, 2000), [box(0, 800)]), true);
});

test("what grows within the panel, or makes it lower, hides no control that has the focus", () => {
  focus(link);
  grow(link.parentElement);
  assert.deepEqual(told, []);
  at = box(900, 920);
  grow(link.parentElement);
  assert.deepEqual(told, ["nearest"]);
  at = box(380, 400);
  panel.getBoundingClientRect = () => box(16, 300);
  grow(panel);
  assert.equal(told.length, 2);
});

test("what stands beneath a bar at the bottom, or what sticks to the top, is not seen", () => {
  document.documentElement.style = { scrollPaddingBottom: "500px" };
  focus(link);
  grow(panel);
  assert.equal(told.length, 1);
  document.documentElement.style = {};
  link.style = { scrollMarginTop: "390px" };
  grow(panel);
  assert.equal(told.length, 2);
});

test("who scrolls it away by hand is left there, who comes back is followed again", () => {
  focus(link);
  hand("wheel");
  at = box(-80, -60);
  document.tell("scroll");
  grow(panel);
  assert.deepEqual(told, []);
  at = box(100, 120);
  document.tell("scroll");
  at = box(500, 520);
  grow(panel);
  assert.deepEqual(told, ["nearest"]);
});

test("a scroll that nobody has made is no hand", () => {
  focus(link);
  hand("keydown", { key: "Tab" });
  at = box(500, 520);
  document.tell("scroll");
  grow(panel);
  assert.deepEqual(told, ["nearest"]);
});

test("a heading that was gone to, and what has lost the focus, is no such control", () => {
  focus(link);
  document.activeElement = null;
  at = box(900, 920);
  grow(panel);
  focus(Object.assign(new HTMLElement("h1"), { matches: () => false }));
  grow(panel);
  assert.deepEqual(told, []);
});
