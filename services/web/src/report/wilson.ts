/** Wilson's interval of a share (1927), as the server measures it. */

const Z = 1.959964;

/** Null of nobody. */
export function wilson(events: number, n: number): { estimate: number; low: number; high: number } | null {
  if (n <= 0) return null;
  const share = events / n;
  const middle = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  return { estimate: share, low: Math.min(share, Math.max(0, middle - half)), high: Math.max(share, Math.min(1, middle + half)) };
}
