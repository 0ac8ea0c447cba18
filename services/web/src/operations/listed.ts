/** The list of versions as the desk wants it: as many pages as it takes. */

import { api } from "../net/api";
import type { Shown } from "./versions";

/** So many versions are looked through; the server tells no more at once. */
export const MOST = 200;

/** The newest versions, so many as are wanted, page by page; and the champion, wherever it stands. */
export async function listed(name: string, wanted: number, signal: AbortSignal): Promise<Shown> {
  const versions: Shown["versions"] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await api.versions(name, signal, { limit: Math.min(wanted - versions.length, MOST), ...(cursor === undefined ? {} : { cursor }) });
    versions.push(...page.versions);
    if (page.next !== null && versions.length < wanted) {
      cursor = page.next;
      continue;
    }
    const champion = versions.find((version) => version.champion)
      ?? (page.champion === null ? undefined : (await api.versions(name, signal, { begins: page.champion, limit: 1 })).versions[0]);
    return { versions, champion: champion ?? null, total: page.total, more: page.next !== null };
  }
}
