// What somebody who has no mouse must be able to see: where the focus is. Called after each press of Tab.
(() => {
  let last = null;

  /** What may show the focus of an element: itself, its label, what stands beside it. */
  const around = (element) => [element, element.nextElementSibling, element.closest("label, .drop-zone"), ...(element.labels ?? [])].filter(Boolean);

  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "textDecorationLine"];
  const look = (element) => JSON.stringify(around(element).flatMap((each) =>
    [null, "::before", "::after"].map((part) => LOOK.map((name) => getComputedStyle(each, part)[name]))));

  const told = (element) => `${element.outerHTML.replace(/\s+/g, " ").slice(0, 160)}`;

  /** Some of it is in the window, and nothing else lies over all of it. */
  function seen(element) {
    const places = around(element).filter((each) => each === element || each.contains(element) || [...(element.labels ?? [])].includes(each));
    return places.some((each) => {
      const { left, right, top, bottom } = each.getBoundingClientRect();
      const [x, y] = [[Math.max(0, left), Math.min(innerWidth, right)], [Math.max(0, top), Math.min(innerHeight, bottom)]];
      if (x[1] - x[0] < 2 || y[1] - y[0] < 2) return false;
      return [0.1, 0.5, 0.9].some((across) => [0.1, 0.5, 0.9].some((down) => {
        const found = document.elementFromPoint(x[0] + across * (x[1] - x[0]), y[0] + down * (y[1] - y[0]));
        return found !== null && (each.contains(found) || found.contains(each));
      }));
    });
  }

  /** What is wrong where the focus is now, or null. */
  window.focusFault = () => {
    const now = document.activeElement;
    const before = last;
    last = null;
    if (before?.element.isConnected && before.element !== now && look(before.element) === before.look) return `it is not seen that the focus is on ${told(before.element)}`;
    // Between the last place of the page and its first the browser itself has the focus.
    if (now === null || now === document.body) return null;
    // A date has places within it.
    if (before?.element === now && now.type !== "date") return `Tab leads nowhere from ${told(now)}`;
    if (!seen(now)) return `the focus is out of sight on ${told(now)}`;
    last = { element: now, look: look(now) };
    return null;
  };
})();
