/**
 * What a person has typed into a form, in this tab alone: in its session storage, so that neither a look at another page
 * nor a reload loses it. Closing the tab or starting again forgets it; the page says so beside the form.
 */

export interface Kept {
  /** what stands in each question, by its name, wrong or right; null for "don't know" */
  typed: Record<string, string | null>;
  /** the same of what was filled in as an example */
  example: Record<string, string | null>;
  /** a result was asked for */
  asked: boolean;
}

const slot = (predictor: string): string => `bellwether.answers.${predictor}`;

/** Where a browser keeps nothing, at least a look at another page loses nothing. */
const memory = new Map<string, string>();

export function keep(predictor: string, kept: Kept): void {
  const text = JSON.stringify(kept);
  memory.set(predictor, text);
  try {
    sessionStorage.setItem(slot(predictor), text);
  } catch {
    // Storage may be switched off or full.
  }
}

export function kept(predictor: string): Kept | null {
  const text = memory.get(predictor) ?? stored(predictor);
  return text === null ? null : (JSON.parse(text) as Kept);
}

export function forget(predictor: string): void {
  memory.delete(predictor);
  try {
    sessionStorage.removeItem(slot(predictor));
  } catch {
    // Nothing was stored then.
  }
}

function stored(predictor: string): string | null {
  try {
    return sessionStorage.getItem(slot(predictor));
  } catch {
    return null;
  }
}
