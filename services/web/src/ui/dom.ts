/**
 * Builds elements. Text always goes in as text, so nothing that the server says can become markup; what is declared in
 * another language than the page speaks says so.
 */

import { foreign } from "../words/declared";
import { tagOf } from "../words/language";

export type Child = Node | string | number | null | undefined | false | Child[];
type Listener = (event: Event) => void;
type Attribute = string | number | boolean | null | undefined | Listener;
export type Attributes = Record<string, Attribute>;

const SVG = "http://www.w3.org/2000/svg";

/** h("a", { href: "#/", onclick: go }, "Home"): true sets a bare attribute; false, null and undefined set none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  return dress(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): SVGElementTagNameMap[K] {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

function dress<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Element, children: Child[]): void {
  const shown = flat(children);
  const alone = shown.length === 1 && !parent.hasChildNodes();
  for (const child of shown) {
    const lang = typeof child === "string" ? foreign(child) : null;
    if (lang === null) parent.append(child);
    else if (alone || !(parent instanceof HTMLElement)) say(parent, child, lang, alone);
    else parent.append(h("span", {}, child));
  }
}

/** Elements whose language is that of the one text in them. */
const marked = new WeakSet<Element>();

/** Beside other text within a picture there is no place for a language of its own. */
function say(parent: Element, text: string | Node, of: string, alone: boolean): void {
  parent.append(text);
  if (!alone || parent.hasAttribute("lang")) return;
  parent.setAttribute("lang", tagOf(of));
  marked.add(parent);
}

const flat = (children: Child[]): (string | Node)[] => children.flatMap((child) => {
  if (Array.isArray(child)) return flat(child);
  if (child === null || child === undefined || child === false) return [];
  return [child instanceof Node ? child : String(child)];
});

export function replace(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  if (marked.delete(parent)) parent.removeAttribute("lang");
  append(parent, children);
}

let last = 0;
/** An id that no other element has. Field names are the server's and may hold anything; ids may not. */
export const freshId = (prefix: string): string => `${prefix}-${++last}`;

export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Brings an element into view and moves the keyboard there. */
export function moveTo(element: HTMLElement, block: ScrollLogicalPosition = "start"): void {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
}
