// As much of a document as says what is drawn: elements with their attributes, text and listeners. Nothing has a size but what a test gives it.

export class Element {
  children = [];
  attributes = new Map();
  listeners = new Map();
  dataset = {};
  parentElement = null;

  constructor(tag) {
    this.tag = tag;
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  hasAttribute(name) {
    return this.attributes.has(name);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  get lang() {
    return this.attributes.get("lang");
  }

  set lang(of) {
    this.setAttribute("lang", of);
  }

  append(...added) {
    for (const each of added) if (each instanceof Element) each.parentElement = this;
    this.children.push(...added);
  }

  replaceChildren(...fresh) {
    this.children = [];
    this.append(...fresh);
  }

  hasChildNodes() {
    return this.children.length > 0;
  }

  get text() {
    return this.children.map((each) => (each instanceof Element ? each.text : each)).join("");
  }

  get textContent() {
    return this.text;
  }

  addEventListener(name, listener) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  tell(name, event = {}) {
    for (const listener of this.listeners.get(name) ?? []) listener(event);
  }
}

export class HTMLElement extends Element {}

/** Makes this the document of all modules that are loaded; hands it back. */
export function pretended() {
  const document = new Element("#document");
  Object.assign(document, {
    createElement: (tag) => new HTMLElement(tag),
    createElementNS: (_, tag) => new Element(tag),
    documentElement: new HTMLElement("html"),
    body: new HTMLElement("body"),
    activeElement: null,
  });
  Object.assign(globalThis, { document, Node: Element, Element, HTMLElement });
  return document;
}
