/**
 * The key, and what the server says that it may do: in this tab's session storage and nowhere else, so that closing the
 * tab forgets it. Whoever shows something that depends on it listens to changes. What a key may not do is refused by the
 * server; the page only does not offer it.
 */

import { say } from "../words/shared";
import { api, Problem } from "./api";
import type { OwnKey } from "./wire/keys";

const SLOT = "bellwether.operator";
const OWN = "bellwether.own";
const listeners = new Set<() => void>();

/** What can be done with a key, by the call that it needs. */
const CALLS = {
  retrain: "POST /api/v1/predictors/{name}/retrainings",
  cancel: "DELETE /api/v1/retrainings/{job}",
  promote: "PUT /api/v1/predictors/{name}/champion",
  withdraw: "PUT /api/v1/predictors/{name}/versions/{version}/withdrawal",
  hold: "PUT /api/v1/predictors/{name}/versions/{version}/hold",
  release: "DELETE /api/v1/predictors/{name}/versions/{version}/hold",
  "see-collection": "GET /api/v1/predictors/{name}/collection",
  collect: "POST /api/v1/predictors/{name}/collection",
  upload: "POST /api/v1/predictors/{name}/datasets",
  answer: "PUT /api/v1/predictors/{name}/datasets/{dataset}/answers",
  "remove-dataset": "DELETE /api/v1/predictors/{name}/datasets/{dataset}",
  validate: "POST /api/v1/predictors/{name}/validations",
  "remove-validation": "DELETE /api/v1/predictors/{name}/validations/{validation}",
  "see-keys": "GET /api/v1/keys",
  export: "GET /api/v1/predictors/{name}/versions/{version}/export",
  import: "POST /api/v1/predictors/{name}/imports",
  audit: "GET /api/v1/audit",
  "make-keys": "POST /api/v1/keys",
} as const;
export type Action = keyof typeof CALLS;

export const key = (): string | null => sessionStorage.getItem(SLOT);

/** Whose key this tab has. */
export function own(): OwnKey | null {
  const held = sessionStorage.getItem(OWN);
  return held === null || key() === null ? null : (JSON.parse(held) as OwnKey);
}

/** Why an action is not offered, or null where it is; without a predictor it is one of no predictor. */
export function refusal(action: Action, predictor: string | null): string | null {
  const mine = own();
  if (mine === null) return say.unlockAbove;
  if (!mine.calls.includes(CALLS[action])) return say.roleMayNot;
  return predictor === null || mine.predictors === null || mine.predictors.includes(predictor) ? null : say.otherPredictors;
}

/** Calls back now and at each change, until the view is left. */
export function onKeyChange(callback: () => void, signal: AbortSignal): void {
  listeners.add(callback);
  signal.addEventListener("abort", () => listeners.delete(callback), { once: true });
  callback();
}

export function forgetKey(): void {
  sessionStorage.removeItem(SLOT);
  sessionStorage.removeItem(OWN);
  for (const listener of listeners) listener();
}

/** Asks the server before it keeps anything; what is wrong with a key, null where nothing is, and throws for every other failure. */
export async function tryKey(candidate: string): Promise<string | null> {
  let found: OwnKey;
  try {
    found = await api.ownKey(candidate);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return wrong(error.detail);
    throw error;
  }
  sessionStorage.setItem(OWN, JSON.stringify(found));
  sessionStorage.setItem(SLOT, candidate);
  for (const listener of listeners) listener();
  return null;
}

/** A key that was good once is told so. */
function wrong(detail: string): string {
  if (/revoked/.test(detail)) return say.keyRevoked ?? detail;
  return /expired/.test(detail) ? say.keyExpired ?? detail : say.wrongKey;
}

/** Does something with the key; a key that the server no longer takes is forgotten. */
export async function withKey<T>(act: (key: string) => Promise<T>): Promise<T> {
  const held = key();
  if (held === null) throw new Problem(401, say.unlockFirst);
  try {
    return await act(held);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) forgetKey();
    throw error;
  }
}
