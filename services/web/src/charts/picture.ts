/** A chart as a file of its own: what the style sheet says of it is written into it. */

/** What a style sheet may say of a mark; each is an attribute of SVG as well. */
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor"] as const;
/** What a mark has where nothing is said of it. */
const PLAIN: Record<string, string> = {
  "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-width": "1px", "stroke-dasharray": "none", "stroke-linejoin": "miter",
  "stroke-linecap": "butt", opacity: "1", "text-anchor": "start",
};
/** Of these nothing is drawn. */
const UNSEEN = new Set(["title", "desc", "defs"]);

/** @param title what the picture shows, for whoever finds the file */
export function asFile(chart: SVGElement, title: string): string {
  const copy = chart.cloneNode(true) as SVGElement;
  const marks = [...chart.querySelectorAll<SVGElement>("*")];
  [...copy.querySelectorAll<SVGElement>("*")].forEach((mark, index) => {
    const original = marks[index];
    if (original && !UNSEEN.has(mark.localName)) dress(mark, getComputedStyle(original));
    mark.removeAttribute("class");
  });
  const { width, height } = chart.getBoundingClientRect();
  const [left = 0, top = 0, wide = width, high = height] = (chart.getAttribute("viewBox") ?? "").split(" ").filter(Boolean).map(Number);
  for (const name of ["class", "data-chart", "aria-label"]) copy.removeAttribute(name);
  for (const [name, value] of Object.entries({ xmlns: "http://www.w3.org/2000/svg", role: "img", viewBox: `${left} ${top} ${wide} ${high}`, width: wide, height: high })) {
    copy.setAttribute(name, String(value));
  }
  const ground = document.createElementNS(copy.namespaceURI, "rect");
  const surface = chart.closest(".card");
  for (const [name, value] of Object.entries({ x: left, y: top, width: wide, height: high, fill: surface ? colour(getComputedStyle(surface).backgroundColor) : "#ffffff" })) {
    ground.setAttribute(name, String(value));
  }
  const name = document.createElementNS(copy.namespaceURI, "title");
  name.textContent = title;
  copy.prepend(name, ground);
  return new XMLSerializer().serializeToString(copy);
}

function dress(mark: SVGElement, style: CSSStyleDeclaration): void {
  for (const look of LOOKS) {
    const value = style.getPropertyValue(look);
    const letters = look.startsWith("font") || look === "text-anchor";
    if (value === "" || value === PLAIN[look] || (letters && mark.localName !== "text")) continue;
    mark.setAttribute(look, look === "fill" || look === "stroke" ? colour(value) : value);
  }
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
