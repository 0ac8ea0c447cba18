/** Waiting, and asking again, until the view is left. */

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", leave);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", leave, { once: true });
  });
}

/**
 * Runs `step` again and again; it answers how many milliseconds to wait, or null to end.
 * A step that throws is tried again after five seconds: a poll outlives a restarting server.
 */
export async function keepAsking(step: () => Promise<number | null>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let next: number | null;
    try {
      next = await step();
    } catch {
      next = 5000;
    }
    if (next === null || signal.aborted) return;
    try {
      await pause(next, signal);
    } catch {
      return;
    }
  }
}
