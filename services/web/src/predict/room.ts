/** Keeps the result in view beside the questions: as high as the window has room for, the rest scrolls within it. */

/** Above and below the panel, in px. */
const GAP = 16;
/** Lower than this it would say nothing. */
const LEAST = 280;

/**
 * @param grid holds the questions and, beside them, the panel
 * @param head stays at the top of the panel: what comes to the focus beneath it is moved from under it
 */
export function keepInView(panel: HTMLElement, head: HTMLElement, grid: HTMLElement, questions: HTMLElement, signal: AbortSignal): void {
  let asked = false;

  function fit(): void {
    asked = false;
    const { top } = grid.getBoundingClientRect();
    const { bottom, height } = questions.getBoundingClientRect();
    // The panel ends with the questions; where these are short, the page does not scroll far.
    const end = Math.min(innerHeight - GAP, height > innerHeight ? bottom : Infinity);
    panel.style.setProperty("--room", `${Math.max(LEAST, Math.round(end - Math.max(GAP, top)))}px`);
    panel.style.setProperty("--head", `${head.offsetHeight}px`);
  }

  const soon = () => {
    if (!asked) requestAnimationFrame(fit);
    asked = true;
  };
  addEventListener("scroll", soon, { signal, passive: true });
  addEventListener("resize", soon, { signal });
  const sized = new ResizeObserver(soon);
  sized.observe(questions);
  sized.observe(head);
  signal.addEventListener("abort", () => sized.disconnect(), { once: true });
}
