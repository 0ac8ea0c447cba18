/**
 * The operator's key: in this tab's session storage and nowhere else, so that closing the tab forgets it.
 * Whoever shows something that depends on it listens to changes.
 */

import { api, Problem } from "./api";

const SLOT = "bellwether.operator";
const listeners = new Set<() => void>();

export const key = (): string | null => sessionStorage.getItem(SLOT);

/** Calls back now and at each change, until the view is left. */
export function onKeyChange(callback: () => void, signal: AbortSignal): void {
  listeners.add(callback);
  signal.addEventListener("abort", () => listeners.delete(callback), { once: true });
  callback();
}

export function forgetKey(): void {
  sessionStorage.removeItem(SLOT);
  for (const listener of listeners) listener();
}

/** Asks the server before it keeps anything; false for a wrong key, throws for every other failure. */
export async function tryKey(candidate: string): Promise<boolean> {
  try {
    await api.checkKey(candidate);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return false;
    throw error;
  }
  sessionStorage.setItem(SLOT, candidate);
  for (const listener of listeners) listener();
  return true;
}

/** Does something with the key; a key that the server no longer takes is forgotten. */
export async function withKey<T>(act: (key: string) => Promise<T>): Promise<T> {
  const held = key();
  if (held === null) throw new Problem(401, "Locked", "Unlock with the operator’s key first.", [], null, null);
  try {
    return await act(held);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) forgetKey();
    throw error;
  }
}
