/** Brings a place of a page into view that is still growing: letters arrive and charts are drawn, and what lies above moves it. */

/** Milliseconds: after so long a page has grown. */
const GROWN = 10_000;
/** Whoever does one of these goes where they want. */
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

let landing = new AbortController();

/** Moves the keyboard to an element, and keeps its beginning in view until the page has grown or somebody scrolls. */
export function landAt(element: HTMLElement, signal: AbortSignal): void {
  element.focus({ preventScroll: true });
  whileItGrows(() => element.scrollIntoView({ behavior: "instant", block: "start" }), signal);
}

/** Scrolls so many pixels down, as soon as the page is that long. */
export function landAtHeight(top: number, signal: AbortSignal): void {
  whileItGrows(() => window.scrollTo({ behavior: "instant", top }), signal);
}

/** A page has one place to land at: who asks later is right. */
function whileItGrows(put: () => void, signal: AbortSignal): void {
  landing.abort();
  landing = new AbortController();
  const landed = landing;
  const stop = () => landed.abort();
  const land = () => {
    if (!landed.signal.aborted) put();
  };
  const growth = new ResizeObserver(land);
  landed.signal.addEventListener("abort", () => growth.disconnect());
  for (const hand of HANDS) addEventListener(hand, stop, { passive: true, signal: landed.signal });
  signal.addEventListener("abort", stop, { signal: landed.signal });
  setTimeout(stop, GROWN);
  land();
  growth.observe(document.body);
  void document.fonts.ready.then(land);
}
