/** When to ask again as answers change: after a pause, and only about the newest. */

/** So long after the last key nobody is typing any more. */
export const PAUSE_MS = 400;

export interface Follower {
  /** an answer has changed: it is asked about once nothing else changes for a moment */
  edited(): void;
  /** asks at once; what is under way is superseded */
  now(loud?: boolean): void;
  /** a change is not asked about yet */
  due(): boolean;
  /** neither asks nor waits any more */
  stop(): void;
}

/**
 * @param ask reads the answers and asks; its signal ends when newer ones supersede them
 * @param loud whether a person has pressed the button for it, and looks at what comes
 */
export function follower(ask: (signal: AbortSignal, loud: boolean) => void): Follower {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let current: AbortController | null = null;

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    current?.abort();
    current = null;
  }

  function now(loud = false): void {
    stop();
    current = new AbortController();
    ask(current.signal, loud);
  }

  return {
    edited() {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(now, PAUSE_MS);
    },
    now,
    due: () => timer !== null,
    stop,
  };
}
