/** A chart as a file of its own: what the style sheet says of it is written into it. */

/** What a style sheet may say of a mark; each is an attribute of SVG as well. */
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor"] as const;
const SIZES = ["x", "y", "width", "height", "rx"] as const;
/** What a mark has where nothing is said of it. */
const PLAIN: Record<string, string> = {
  "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-width": "1px", "stroke-dasharray": "none", "stroke-linejoin": "miter",
  "stroke-linecap": "butt", opacity: "1", "text-anchor": "start",
};
/** Of these nothing is drawn. */
const UNSEEN = new Set(["title", "desc", "defs"]);

/** Letters at the edges reach a little beyond a chart. */
const EDGE = 10;
/** Whoever opens the file may lack the page's letters, and have wider ones. */
const OTHER_LETTERS = 1.08;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param title what the picture shows, for whoever finds the file
 * @param legend the one that stands below it, where there is one
 */
export function asFile(chart: SVGElement, title: string, legend: Element | null = null): string {
  const copy = dressed(chart);
  const shown = chart.getBoundingClientRect();
  const [left = 0, top = 0, wide = shown.width, high = shown.height] = (chart.getAttribute("viewBox") ?? "").split(" ").filter(Boolean).map(Number);
  const entries = legend ? entriesOf(legend, left, top + high + EDGE) : [];
  const below = legend?.getBoundingClientRect();
  const ends = below ? [...(legend?.children ?? [])].map((entry) => entry.getBoundingClientRect().right - below.x) : [];
  const box = { x: left - EDGE, y: top - EDGE, width: Math.max(wide, ...ends.map((end) => end * OTHER_LETTERS)) + 2 * EDGE, height: high + (below ? below.height + EDGE : 0) + 2 * EDGE };
  for (const name of ["data-chart", "aria-label"]) copy.removeAttribute(name);
  set(copy, { xmlns: SVG, role: "img", viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`, width: box.width, height: box.height });
  const surface = chart.closest(".card");
  const name = document.createElementNS(SVG, "title");
  name.textContent = title;
  copy.prepend(name, set(document.createElementNS(SVG, "rect"), { ...box, fill: surface ? colour(getComputedStyle(surface).backgroundColor) : "#ffffff" }));
  copy.append(...entries);
  return new XMLSerializer().serializeToString(copy);
}

/** Sample and words of each entry, where they stand on the page in relation to each other. */
function entriesOf(legend: Element, left: number, top: number): SVGElement[] {
  const corner = legend.getBoundingClientRect();
  return [...legend.children].map((entry) => {
    const { x, y, height } = entry.getBoundingClientRect();
    const style = getComputedStyle(entry);
    const group = set(document.createElementNS(SVG, "g"), { transform: `translate(${left + x - corner.x} ${top + y - corner.y})` });
    const sample = entry.querySelector("svg");
    const words = set(document.createElementNS(SVG, "text"), { x: 34, y: height / 2 + 5, fill: colour(style.color), "font-family": style.fontFamily, "font-size": style.fontSize });
    words.textContent = entry.textContent;
    if (sample) group.append(set(dressed(sample), { y: height / 2 - 6 }));
    group.append(words);
    return group;
  });
}

/** A copy that needs no style sheet. */
function dressed<E extends SVGElement>(original: E): E {
  const copy = original.cloneNode(true) as E;
  const marks = [...original.querySelectorAll<SVGElement>("*")];
  [...copy.querySelectorAll<SVGElement>("*")].forEach((mark, index) => {
    const seen = marks[index];
    if (seen && !UNSEEN.has(mark.localName)) dress(mark, getComputedStyle(seen));
    mark.removeAttribute("class");
  });
  copy.removeAttribute("class");
  return copy;
}

function set<E extends Element>(element: E, attributes: Record<string, string | number>): E {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function dress(mark: SVGElement, style: CSSStyleDeclaration): void {
  for (const look of LOOKS) {
    const value = style.getPropertyValue(look);
    const letters = look.startsWith("font") || look === "text-anchor";
    if (value === "" || value === PLAIN[look] || (letters && mark.localName !== "text")) continue;
    mark.setAttribute(look, look === "fill" || look === "stroke" ? colour(value) : value);
  }
  // The samples of a legend have their size from the style sheet too.
  if (mark.localName === "rect") for (const size of SIZES) if (style.getPropertyValue(size) !== "auto") mark.setAttribute(size, style.getPropertyValue(size));
}

/** "#0b6470", or with two more digits where it lets through: what a browser mixes, drawing programs cannot read. */
export function colour(value: string): string {
  const mixed = /^color\(srgb ([\d.e+-]+) ([\d.e+-]+) ([\d.e+-]+)(?: \/ ([\d.e+-]+))?\)$/.exec(value);
  const plain = /^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:,? (?:\/ )?([\d.]+))?\)$/.exec(value);
  const parts = mixed?.slice(1, 4).map((part) => Number(part) * 255) ?? plain?.slice(1, 4).map(Number);
  if (!parts) return value;
  const solid = Number((mixed ?? plain)?.[4] ?? 1);
  const digits = [...parts, ...(solid < 1 ? [solid * 255] : [])].map((part) => Math.round(Math.min(255, Math.max(0, part))).toString(16).padStart(2, "0"));
  return `#${digits.join("")}`;
}
