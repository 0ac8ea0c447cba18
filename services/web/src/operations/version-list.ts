/** Which versions are shown, and in which order. */

import type { BrokenVersion, Version } from "../net/wire/versions";

export type Listed = Version | BrokenVersion;

export const isWhole = (version: Listed): version is Version => !("broken" in version);

/** What a list can be narrowed to. */
export const KINDS = {
  all: () => true,
  promoted: (version) => isWhole(version) && version.outcome === "promoted" && !version.withdrawn,
  candidate: (version) => isWhole(version) && version.outcome === "candidate" && !version.withdrawn,
  rejected: (version) => isWhole(version) && version.outcome === "rejected" && !version.withdrawn,
  withdrawn: (version) => version.withdrawn !== null,
  full: (version) => isWhole(version) && version.effort === "full",
  quick: (version) => isWhole(version) && version.effort === "quick",
  held: (version) => version.hold !== null,
  broken: (version) => !isWhole(version),
} as const satisfies Record<string, (version: Listed) => boolean>;
export type Kind = keyof typeof KINDS;

/** Smaller comes first; null: no figure, which comes last. */
export const ORDERS = {
  newest: null,
  oldest: null,
  auroc: (version) => figure(version, "auroc", -1),
  loss: (version) => figure(version, "log_loss", 1),
} as const satisfies Record<string, ((version: Listed) => number | null) | null>;
export type Order = keyof typeof ORDERS;

/** Of versions that come newest first. */
export function arranged(versions: Listed[], kind: Kind, order: Order): Listed[] {
  const chosen = versions.filter(KINDS[kind]);
  const by: ((version: Listed) => number | null) | null = ORDERS[order];
  if (order === "oldest") return chosen.reverse();
  if (by === null) return chosen;
  // A sort is stable: of equal ones the newer stands first.
  return chosen.sort((a, b) => (by(a) ?? Infinity) - (by(b) ?? Infinity) || 0);
}

function figure(version: Listed, name: "auroc" | "log_loss", sign: 1 | -1): number | null {
  const value = isWhole(version) ? version.measures?.[name] : null;
  return typeof value === "number" && Number.isFinite(value) ? sign * value : null;
}
