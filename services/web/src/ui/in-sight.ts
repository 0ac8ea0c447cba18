/**
 * Keeps the control that has the focus in sight while something comes or grows around it (WCAG 2.4.11). Browsers hold in its
 * place what is read, but not at the beginning of a page, nor where what they held on to is drawn anew, nor within a box
 * that becomes lower. Whoever scrolls it out of sight by hand is left there.
 */

const CONTROLS = ["a[href]", "button", "input", "select", "textarea", "summary", "[tabindex='0']"].join();
/** So much of it is seen, in px, or half of it where it is lower. */
const ENOUGH = 20;
/** Milliseconds: so long after it a hand still scrolls. */
const HAND = 1000;
const HAND_DOWN = 10_000;
const COASTING = 200;
/** Keys that scroll. */
const SCROLLING = /^(Page(Up|Down)|Home|End|Arrow(Up|Down)| )$/;

/** From where to where something reaches down the window, in px. */
export interface Span {
  top: number;
  bottom: number;
}

/** Whether enough is seen of what reaches so far, through boxes of which each shows no more than its own. */
export function isSeen({ top, bottom }: Span, boxes: Span[]): boolean {
  const from = Math.max(top, ...boxes.map((box) => box.top));
  const to = Math.min(bottom, ...boxes.map((box) => box.bottom));
  return to - from >= Math.min(ENOUGH, (bottom - top) / 2);
}

/** Once for a page, whatever is drawn on it. */
export function keepFocusInSight(): void {
  let held: HTMLElement | null = null;
  /** what it can be scrolled out of sight in, the window last */
  let around: Element[] = [];
  let seen = false;
  let byHandUntil = 0;

  const hold = () => {
    if (held !== null && held === document.activeElement && seen && !inSight(held, around)) held.scrollIntoView({ behavior: "instant", block: "nearest" });
  };
  const sizes = new ResizeObserver(hold);
  addEventListener("resize", hold);

  document.addEventListener("focusin", ({ target }) => {
    sizes.disconnect();
    held = target instanceof HTMLElement && target.matches(CONTROLS) ? target : null;
    if (held === null) return;
    around = scrollers(held);
    seen = true;
    byHandUntil = 0;
    // Whatever moves it is in one of these, or changes how high they are; each is told of once, soon.
    for (let at: Element | null = held; at !== null; at = at.parentElement) sizes.observe(at);
    for (const box of [...around, document.body]) for (const child of box.children) sizes.observe(child);
  });

  const listen = { capture: true, passive: true };
  const scrollsFor = (milliseconds: number) => {
    byHandUntil = performance.now() + milliseconds;
  };
  for (const each of ["wheel", "touchmove"]) addEventListener(each, () => scrollsFor(HAND), listen);
  addEventListener("pointerdown", () => scrollsFor(HAND_DOWN), listen);
  addEventListener("pointerup", () => scrollsFor(HAND), listen);
  addEventListener("keydown", ({ key }) => {
    if (SCROLLING.test(key)) scrollsFor(HAND);
  }, listen);
  document.addEventListener("scroll", () => {
    if (held === null || performance.now() >= byHandUntil) return;
    seen = inSight(held, around);
    // What was pushed goes on for a while.
    byHandUntil = Math.max(byHandUntil, performance.now() + COASTING);
  }, listen);
}

/** What it can be scrolled out of sight in, from the nearest on; the window is the last, where it is not fixed to that. */
function scrollers(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
    const { overflowY, position } = getComputedStyle(at);
    if (at !== element && /auto|scroll/.test(overflowY)) found.push(at);
    if (position === "fixed") return found;
  }
  return [...found, document.documentElement];
}

function inSight(element: HTMLElement, around: Element[]): boolean {
  const { scrollMarginTop, scrollMarginBottom } = getComputedStyle(element);
  return isSeen(element.getBoundingClientRect(), around.map((box, index) => {
    const { top, bottom } = box === document.documentElement ? { top: 0, bottom: innerHeight } : box.getBoundingClientRect();
    const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(box);
    // Left free for what sticks to the edges of the box: there nothing else is seen.
    return {
      top: top + px(scrollPaddingTop) + (index === 0 ? px(scrollMarginTop) : 0),
      bottom: bottom - px(scrollPaddingBottom) - (index === 0 ? px(scrollMarginBottom) : 0),
    };
  }));
}

/** Of "auto" as well: nothing. */
const px = (length: string): number => Number.parseFloat(length) || 0;
