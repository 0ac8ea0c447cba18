/**
 * Which language the page speaks: the one chosen by hand, else the first of the browser's that is here, else English.
 *
 * A room of the page has a catalogue a language: words/en/app.ts, words/de/app.ts, words/zh/app.ts. English is the one
 * that the others are measured by: the compiler refuses a catalogue in which a sentence is missing, one too many, or
 * asked for with other values.
 */

export const LANGUAGES = { en: "English", de: "Deutsch", zh: "中文" } as const;
export type Language = keyof typeof LANGUAGES;

/** As browsers call them: it decides how numbers and dates are written. */
const LOCALES: Record<Language, string> = { en: "en-GB", de: "de-DE", zh: "zh-CN" };

const SLOT = "bellwether.language";

let now: Language = chosen() ?? preferred();

export const language = (): Language => now;
export const locale = (): string => LOCALES[now];

/** A language as markup calls it (BCP 47). */
export const tagOf = (of: string): string => (of === "zh" ? "zh-Hans" : of);

/** From here on the page speaks it, also after the tab is closed. What stands on the page is to be drawn again, once `spoken` has come. */
export function speak(next: Language): void {
  now = next;
  try {
    localStorage.setItem(SLOT, next);
  } catch {
    // Storage may be switched off or full: the choice holds for this tab then.
  }
}

type Catalogues<W> = Record<Language, () => Promise<{ default: W }>>;

const rooms: ((language: Language) => Promise<void>)[] = [];

/**
 * The words of a room of the page. They are there once `spoken` has come, and change with the language, so that nothing
 * may be taken out of them while a module loads.
 */
export function room<W extends object>(catalogues: Catalogues<W>): W {
  const say = {} as W;
  let held: Language | null = null;
  rooms.push(async (wanted) => {
    if (held === wanted) return;
    const { default: words } = await catalogues[wanted]();
    Object.assign(say, words);
    held = wanted;
  });
  return say;
}

/** Comes when all rooms that have been loaded have the words of the language. */
export async function spoken(): Promise<void> {
  const wanted = now;
  await Promise.all(rooms.map((fetchWords) => fetchWords(wanted)));
  if (typeof document !== "undefined") document.documentElement.lang = tagOf(wanted);
}

function known(tag: string | null): Language | null {
  const primary = (tag ?? "").toLowerCase().split("-")[0] ?? "";
  return Object.hasOwn(LANGUAGES, primary) ? (primary as Language) : null;
}

function chosen(): Language | null {
  try {
    return known(localStorage.getItem(SLOT));
  } catch {
    return null;
  }
}

function preferred(): Language {
  return navigator.languages.map(known).find((each) => each !== null) ?? "en";
}
