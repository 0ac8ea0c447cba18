/** Which versions are shown, and in which order. */

import type { BrokenVersion, Version } from "../net/wire/versions";

export type Listed = Version | BrokenVersion;

export const isWhole = (version: Listed): version is Version => !("broken" in version);

/** What a list can be narrowed to. */
export const KINDS = {
  all: ["All", () => true],
  promoted: ["Promoted", (version) => isWhole(version) && version.outcome === "promoted" && !version.withdrawn],
  candidate: ["Candidates", (version) => isWhole(version) && version.outcome === "candidate" && !version.withdrawn],
  rejected: ["Rejected", (version) => isWhole(version) && version.outcome === "rejected" && !version.withdrawn],
  withdrawn: ["Withdrawn", (version) => version.withdrawn !== null],
  full: ["Full trainings", (version) => isWhole(version) && version.effort === "full"],
  quick: ["Quick trainings", (version) => isWhole(version) && version.effort === "quick"],
  held: ["Under legal hold", (version) => version.hold !== null],
  broken: ["Unusable", (version) => !isWhole(version)],
} as const satisfies Record<string, readonly [string, (version: Listed) => boolean]>;
export type Kind = keyof typeof KINDS;

/** Smaller comes first; null: no figure, which comes last. */
export const ORDERS = {
  newest: ["Newest first", null],
  oldest: ["Oldest first", null],
  auroc: ["Highest AUROC first", (version) => figure(version, "auroc", -1)],
  loss: ["Lowest log loss first", (version) => figure(version, "log_loss", 1)],
} as const satisfies Record<string, readonly [string, ((version: Listed) => number | null) | null]>;
export type Order = keyof typeof ORDERS;

/** Of versions that come newest first. */
export function arranged(versions: Listed[], kind: Kind, order: Order): Listed[] {
  const chosen = versions.filter(KINDS[kind][1]);
  const by: ((version: Listed) => number | null) | null = ORDERS[order][1];
  if (order === "oldest") return chosen.reverse();
  if (by === null) return chosen;
  // A sort is stable: of equal ones the newer stands first.
  return chosen.sort((a, b) => (by(a) ?? Infinity) - (by(b) ?? Infinity) || 0);
}

function figure(version: Listed, name: "auroc" | "log_loss", sign: 1 | -1): number | null {
  const value = isWhole(version) ? version.measures?.[name] : null;
  return typeof value === "number" && Number.isFinite(value) ? sign * value : null;
}
