/** A number as a person of any country types it. The client reads what is typed by the same rule
 *  (client/bellwether/numbers.py), and one table holds both to it: tests/numbers.json. */

import { decimalComma, pointed } from "../words/numbers";
import { say } from "../words/predict";

export type Reading =
  | { is: "number"; value: number }
  /** two numbers are written like this: nobody but the writer knows which one is meant */
  | { is: "ambiguous"; message: string; values: number[] }
  | { is: "none" };

export interface Expected {
  /** the unit that may follow the number, because it stands beside the box */
  unit?: string | null;
  /** whether numbers of a thousand or more are expected, so that 1.200 may be one */
  thousands?: boolean;
}

const NONE: Reading = { is: "none" };
/** Nobody types more for one number. */
const LONGEST = 64;

/** The zeros of the decimal digits that people write with, full-width ones included. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0xff10];

const SAME: Record<string, string> = {
  // minus and plus
  "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "－": "-", "﹣": "-", "＋": "+", "﹢": "+",
  // decimal points that are nothing else, and the two signs that may be either
  "·": "٫", "。": ".", "｡": ".", "．": ".", "，": ",", "、": ",", "､": ",",
  // apostrophes
  "’": "'", "‘": "'", "ʼ": "'", "＇": "'", "´": "'", "`": "'",
};

const DECIMAL = "٫";
const GROUP = "٬";

const WESTERN = /^[1-9]\d{0,2}(?:([ ',.٬])\d{3})(?:\1\d{3})*$/;
/** 12,34,567 */
const INDIAN = /^[1-9]\d?(?:,\d{2})+,\d{3}$/;
const PLAIN = /^(\d+\.?\d*|\.\d+)$/;
const EITHER = /^([1-9]\d{0,2})[.,](\d{3})$/;

export function reading(text: string, { unit = null, thousands = true }: Expected = {}): Reading {
  if (text.length > LONGEST) return NONE;
  const typed = text.replace(/\p{Cf}/gu, "").trim();
  const parts = /^([+-]?) ?([\d.,' ٫٬]+?)(e[+-]?\d{1,3})?$/i.exec(withoutUnit(tidy(typed), unit));
  if (!parts) return NONE;
  const [, sign = "", body = "", power = ""] = parts;
  const either = EITHER.exec(body);
  if (either && (thousands || body.includes(","))) {
    const [, whole = "", rest = ""] = either;
    const [big = "", small = ""] = [whole + rest, decimal(whole, rest, thousands)].map((way) => `${sign === "-" ? "-" : ""}${way}${power}`);
    return { is: "ambiguous", message: say.canMean(typed, pointed(big), pointed(small)), values: [Number(big), Number(small)] };
  }
  const plain = plainly(body);
  const value = plain === null ? NaN : Number(`${sign}${plain}${power}`);
  return Number.isFinite(value) ? { is: "number", value } : NONE;
}

/** A number as the language writes it, so that it is read as nothing else. */
export function written(value: number, { thousands = true }: Expected = {}): string {
  const either = EITHER.exec(String(Math.abs(value)));
  return pointed(either && maybeThousands(thousands) ? `${value}0` : String(value));
}

/** Whether three digits behind the sign that the language writes may be hundreds: "1,234" always, "1.234" where thousands are expected. */
const maybeThousands = (thousands: boolean): boolean => thousands || decimalComma();

/** "1", "200" -> "1.2"; where 1.234 may be a thousand and more, "1.2340" is not. */
function decimal(whole: string, rest: string, thousands: boolean): string {
  const short = rest.replace(/0+$/, "");
  if (short === "") return whole;
  return `${whole}.${short.length === 3 && maybeThousands(thousands) ? `${short}0` : short}`;
}

/** Digits, signs and spaces of the whole world as those of a programming language. */
function tidy(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const zero = ZEROS.find((first) => code >= first && code < first + 10);
    if (zero !== undefined) return String(code - zero);
    if (code >= 0xff21 && code <= 0xff5a) return String.fromCodePoint(code - 0xfee0);
    return /\s/.test(character) ? " " : SAME[character] ?? character;
  }).join("");
}

function withoutUnit(text: string, unit: string | null): string {
  const end = bare(unit ?? "");
  if (end === "") return text;
  for (let at = 1; at < text.length; at += 1) {
    if (bare(text.slice(at)) === end) return text.slice(0, at).trim();
  }
  return text;
}

/** kg/m2 is kg/m², and there are two signs for micro; many keyboards have neither. */
const bare = (unit: string): string =>
  unit.toLowerCase().replace(/\s/g, "").replaceAll("²", "2").replaceAll("³", "3").replace(/[µμ]/g, "u");

/** Digits with one point at most, or null where the separators make no sense. */
function plainly(body: string): string | null {
  const point = decimalPoint(body);
  const whole = point === -1 ? body : body.slice(0, point);
  const rest = point === -1 ? "" : `.${body.slice(point + 1)}`;
  const grouped = /[^\d]/.test(whole);
  if (grouped && !WESTERN.test(whole) && !INDIAN.test(whole)) return null;
  const plain = whole.replace(/[^\d]/g, "") + rest;
  return PLAIN.test(plain) ? plain : null;
}

/** Where the decimal sign stands, -1 where there is none. */
function decimalPoint(body: string): number {
  const sure = body.lastIndexOf(DECIMAL);
  if (sure !== -1) return sure;
  const last = Math.max(body.lastIndexOf("."), body.lastIndexOf(","));
  if (last === -1) return -1;
  // One that comes again, 1.200.000, groups; one beside other signs that group does not.
  return body.indexOf(body.charAt(last)) < last || body.includes(GROUP) && body.charAt(last) === "," ? -1 : last;
}
