/** The figures of two versions that differ in a digit that is shown. */

import type { Figure, Measured, Report, Subgroup } from "../../net/wire/report";
import { say } from "../../words/compare";
import { decimal, minus, plainPercent, signed } from "../../words/numbers";

/** Of both versions, in their order. */
export type Both<T> = [a: T, b: T];

export interface FigureRow {
  key: string;
  label: string;
  /** what a better one is, in a word or two */
  note: string;
  figures: Both<Figure | null>;
  /** as it is shown: a share as so many of 100 */
  write(value: number): string;
  /** as the difference of two is shown: two shares differ by points of 100, not by a share of one of them */
  apart(value: number): string;
}

interface Kind {
  key: keyof typeof say.figures;
  note: keyof typeof say.notes;
  digits: number;
  share?: true;
  read(report: Report): Figure | null;
}

const measured = (key: Measured) => ({ evaluation: { winner } }: Report): Figure | null => {
  const [low, high] = winner.intervals?.[key] ?? [null, null];
  return winner[key] === null ? null : { estimate: winner[key], low, high };
};

const KINDS: Kind[] = [
  { key: "auroc", note: "higher", digits: 4, read: measured("auroc") },
  { key: "auprc", note: "higher", digits: 4, read: measured("auprc") },
  { key: "log_loss", note: "lower", digits: 4, read: measured("log_loss") },
  { key: "brier", note: "lower", digits: 4, read: measured("brier") },
  { key: "slope", note: "one", digits: 3, read: ({ calibration }) => calibration.slope },
  { key: "intercept", note: "zero", digits: 3, read: ({ calibration }) => calibration.intercept },
  { key: "observed_expected", note: "one", digits: 3, read: ({ calibration }) => calibration.observed_expected },
  { key: "calibration_error", note: "lower", digits: 4,
    read: ({ calibration: { expected_calibration_error: estimate } }) => ({ estimate, low: null, high: null }) },
  { key: "sensitivity", note: "sensitivity", digits: 1, share: true, read: ({ threshold }) => threshold.sensitivity },
  { key: "specificity", note: "specificity", digits: 1, share: true, read: ({ threshold }) => threshold.specificity },
  { key: "precision", note: "precision", digits: 1, share: true, read: measured("precision") },
  { key: "flagged", note: "flagged", digits: 1, share: true, read: ({ threshold }) => threshold.flagged },
];

/** What differs, and the labels of what is the same in both. */
export function figureRows(a: Report, b: Report): { differ: FigureRow[]; same: string[] } {
  const differ: FigureRow[] = [];
  const same: string[] = [];
  for (const { key, note, digits, share, read } of KINDS) {
    const label = say.figures[key];
    const write = (value: number): string => (share ? plainPercent(value, digits) : minus(decimal(value, digits)));
    const apart = (value: number): string => (share ? say.points(signed(value * 100, digits)) : signed(value, digits));
    const figures: Both<Figure | null> = [read(a), read(b)];
    if (shown(figures[0], write) === shown(figures[1], write)) same.push(label);
    else differ.push({ key, label, note: say.notes[note], figures, write, apart });
  }
  return { differ, same };
}

const shown = (figure: Figure | null, write: (value: number) => string): string =>
  (figure === null ? "–" : [figure.estimate, figure.low, figure.high].map((value) => (value === null ? "–" : write(value))).join(" "));

/** Whether both were measured on the same people: else a difference may be one of people. */
export const samePeople = (a: Report, b: Report): boolean =>
  a.evaluation.on === b.evaluation.on && a.split.anchor.id === b.split.anchor.id;

export const GROUP_MEASURES = [["auroc", 3], ["recall", 2], ["observed_expected", 2]] as const;

export interface GroupRow {
  field: string;
  label: string;
  group: string;
  groups: Both<Subgroup | null>;
}

/** Groups of people of whom the two say something else, and how many there are of whom they say the same. */
export function groupRows({ subgroups: { groups: first } }: Report, { subgroups: { groups: second } }: Report): { differ: GroupRow[]; same: number } {
  const name = ({ field, group }: Subgroup): string => JSON.stringify([field, group]);
  const others = new Map(second.map((each) => [name(each), each]));
  const known = new Set(first.map(name));
  const rows: GroupRow[] = [
    ...first.map((each) => row(each, [each, others.get(name(each)) ?? null])),
    ...second.filter((each) => !known.has(name(each))).map((each) => row(each, [null, each])),
  ];
  const differ = rows.filter(({ groups }) => said(groups[0]) !== said(groups[1]));
  return { differ, same: rows.length - differ.length };
}

const row = ({ field, label, group }: Subgroup, groups: Both<Subgroup | null>): GroupRow => ({ field, label, group, groups });

/** What is shown of a group, to the digit. */
function said(group: Subgroup | null): string {
  if (group === null) return "";
  return [group.n, group.events, String(group.too_few), ...GROUP_MEASURES.flatMap(([key, digits]) => {
    const interval = group[key];
    return interval ? [interval.estimate, interval.low, interval.high].map((value) => value.toFixed(digits)) : ["–"];
  })].join(" ");
}

/** Whether the groups of equal size say the same, to the digit. */
export const sameCalibration = (a: Report, b: Report): boolean => {
  const text = ({ calibration: { groups } }: Report): string =>
    groups.map(({ predicted, observed, n }) => [predicted.toFixed(4), observed.toFixed(4), n].join(" ")).join("\n");
  return text(a) === text(b);
};
