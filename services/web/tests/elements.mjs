// Elements as far as the page's views need them to be built: a tree that a test can walk, without a browser. Nothing is laid
// out; whoever asks for a width is told one.

const WIDTH = 700;
/** "div", ".chart", "svg[viewBox]", '[data-file="roc.svg"]' */
const SIMPLE = /^(\w*)((?:\.[\w-]+|\[[\w-]+(?:="[^"]*")?\])*)$/;

class Tree {
  parent = null;
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

  constructor(name, text = "") {
    this.localName = name;
    this.text = text;
  }

  classes = () => (this.getAttribute("class") ?? "").split(" ").filter(Boolean);
  setAttribute = (name, value) => this.attributes.set(name, String(value));
  getAttribute = (name) => this.attributes.get(name) ?? null;
  addEventListener = (name, act) => this.listeners.set(name, act);
  click = () => this.listeners.get("click")?.({ currentTarget: this });

  append(...added) {
    for (const each of added) {
      const node = each instanceof Tree ? each : new Tree("#text", each);
      node.parent = this;
      this.children.push(node);
    }
  }
  replaceChildren(...added) {
    this.children = [];
    this.append(...added);
  }

  get textContent() {
    return this.text + this.children.map((each) => each.textContent).join("");
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
    return this.matches(selector) ? this : this.parent?.closest(selector) ?? null;
  }
  /** All within, itself first. */
  *all() {
    yield this;
    for (const each of this.children) yield* each.all();
  }
  querySelectorAll = (selector) => [...this.all()].filter((each) => each !== this && each.matches(selector));
  querySelector = (selector) => this.querySelectorAll(selector)[0] ?? null;
}

const kebab = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The last text that was handed over as a file. */
export let saved = null;

/** From here on modules of the page build such elements. */
export function withoutBrowser() {
  const wait = globalThis.setTimeout;
  Object.assign(globalThis, {
    Node: Tree,
    document: { createElement: (name) => new Tree(name), createElementNS: (_, name) => new Tree(name), documentElement: new Tree("html") },
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
