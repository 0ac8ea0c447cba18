/** How wide names are in a picture to take along: nobody measures its letters, for it stands on no page. */

const LEAST = 240;
/** Pixels of letters of 13 pixels: those of Latin, and those of Chinese, which fill a square. */
const [NARROW, SQUARE] = [7, 13.5];

const isSquare = (letter: string): boolean => (letter.codePointAt(0) ?? 0) >= 0x2e80;

/** What the longest of some names takes, with a little room. */
export const roomFor = (names: string[]): number =>
  Math.round(Math.max(LEAST, ...names.map((name) => [...name].reduce((sum, letter) => sum + (isSquare(letter) ? SQUARE : NARROW), 24))));
