/** A table as CSV for a spreadsheet, of which no part is taken for a formula. */

export type Cell = string | number | null;

export const asCsv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map((cell) => (typeof cell === "string" ? quoted(safe(cell)) : cell ?? "")).join(",")}\n`).join("");

/** A text of which no spreadsheet takes any part for a formula, also one that splits at semicolons: people typed it. */
const safe = (text: string): string => text.replace(/(^|[;\t\n])(\s*[=+\-@])/g, "$1'$2");

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
