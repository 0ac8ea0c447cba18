// Elements as far as the page's modules need them to be built and listened to: a tree that a test can walk, without a browser.
// Nothing is laid out: whoever asks for a width is told one, and has no size but what a test gives it.

const WIDTH = 700;
/** "div", ".chart", "svg[viewBox]", '[data-file="roc.svg"]' */
const SIMPLE = /^(\w*)((?:\.[\w-]+|\[[\w-]+(?:="[^"]*")?\])*)$/;

export class Element {
  parentElement = null;
  children = [];
  attributes = new Map();
  listeners = new Map();
  isConnected = false;
  style = new Proxy({}, { get: (all, name) => (name === "setProperty" ? (key, value) => (all[key] = value) : all[name]) });
  dataset = new Proxy({}, {
    get: (_, name) => this.getAttribute(kebab(name)) ?? undefined,
    set: (_, name, value) => (this.setAttribute(kebab(name), value), true),
  });
  classList = {
    contains: (name) => this.classes().includes(name),
    add: (name) => this.classList.toggle(name, true),
    toggle: (name, wanted) => {
      const rest = this.classes().filter((each) => each !== name);
      this.setAttribute("class", [...rest, ...(wanted ?? rest.length === this.classes().length ? [name] : [])].join(" "));
    },
  };

  constructor(name) {
    this.localName = name;
  }

  classes = () => (this.getAttribute("class") ?? "").split(" ").filter(Boolean);
  setAttribute = (name, value) => this.attributes.set(name, String(value));
  getAttribute = (name) => this.attributes.get(name) ?? null;
  hasAttribute = (name) => this.attributes.has(name);
  removeAttribute = (name) => this.attributes.delete(name);
  hasChildNodes = () => this.children.length > 0;
  addEventListener = (name, act) => this.listeners.set(name, [...(this.listeners.get(name) ?? []), act]);
  tell = (name, event = {}) => (this.listeners.get(name) ?? []).forEach((act) => act(event));
  click = () => this.tell("click", { currentTarget: this });

  get lang() {
    return this.attributes.get("lang");
  }
  set lang(of) {
    this.setAttribute("lang", of);
  }

  /** Elements and texts as they come. */
  append(...added) {
    for (const each of added) if (each instanceof Element) each.parentElement = this;
    this.children.push(...added);
  }
  replaceChildren(...added) {
    this.children = [];
    this.append(...added);
  }

  get textContent() {
    return this.children.map((each) => each.textContent ?? each).join("");
  }
  set textContent(text) {
    this.replaceChildren(text);
  }

  matches(selector) {
    const [, name, rest] = SIMPLE.exec(selector);
    return (!name || name === this.localName) && (rest.match(/\.[\w-]+|\[[^\]]*\]/g) ?? []).every((part) => {
      if (part.startsWith(".")) return this.classList.contains(part.slice(1));
      const [, attribute, value] = /^\[([\w-]+)(?:="(.*)")?\]$/.exec(part);
      return this.attributes.has(attribute) && (value === undefined || this.getAttribute(attribute) === value);
    });
  }
  closest(selector) {
    return this.matches(selector) ? this : this.parentElement?.closest(selector) ?? null;
  }
  /** All within, itself first. */
  *all() {
    yield this;
    for (const each of this.children) if (each instanceof Element) yield* each.all();
  }
  querySelectorAll = (selector) => [...this.all()].filter((each) => each !== this && each.matches(selector));
  querySelector = (selector) => this.querySelectorAll(selector)[0] ?? null;
}

const kebab = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export class HTMLElement extends Element {}

/** The last text that was handed over as a file. */
export let saved = null;

/** Makes this the document of all modules that are loaded; hands it back. */
export function pretended() {
  const document = new Element("#document");
  Object.assign(document, {
    createElement: (name) => new HTMLElement(name),
    createElementNS: (_, name) => new Element(name),
    documentElement: new HTMLElement("html"),
    body: new HTMLElement("body"),
    activeElement: null,
  });
  Object.assign(globalThis, { document, Node: Element, Element, HTMLElement });
  return document;
}

/** From here on modules of the page build such elements, measure them, and hand over files. */
export function withoutBrowser() {
  pretended();
  const wait = globalThis.setTimeout;
  Object.assign(globalThis, {
    ResizeObserver: class {
      constructor(act) {
        this.act = act;
      }
      observe = () => this.act([{ contentRect: { width: WIDTH } }]);
    },
    XMLSerializer: class {
      serializeToString = (tree) => `<${tree.localName}>${tree.textContent}</${tree.localName}>`;
    },
    // What is tidied up later keeps no test waiting.
    setTimeout: (...given) => wait(...given).unref(),
  });
  URL.createObjectURL = (blob) => ((saved = blob), "blob:");
}
