/** Brings a part of a page into view that is still growing: letters arrive and charts are drawn, and what lies above moves it. */

/** Milliseconds: after so long a page has grown. */
const GROWN = 10_000;
/** Whoever does one of these goes where they want. */
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Moves the keyboard to an element, and keeps its beginning in view until the page has grown or somebody scrolls. */
export function landAt(element: HTMLElement, signal: AbortSignal): void {
  const landed = new AbortController();
  const stop = () => landed.abort();
  const land = () => {
    if (!landed.signal.aborted) element.scrollIntoView({ behavior: "instant", block: "start" });
  };
  const growth = new ResizeObserver(land);
  landed.signal.addEventListener("abort", () => growth.disconnect());
  for (const hand of HANDS) addEventListener(hand, stop, { passive: true, signal: landed.signal });
  signal.addEventListener("abort", stop, { signal: landed.signal });
  setTimeout(stop, GROWN);
  element.focus({ preventScroll: true });
  land();
  growth.observe(document.body);
  void document.fonts.ready.then(land);
}
