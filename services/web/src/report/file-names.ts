/** What the files were called that data sets were sent in, for those whose key may know. */

import { api } from "../net/api";
import { key, own } from "../net/key";

/** By the name of the data set. */
export type FileNames = ReadonlyMap<string, string>;

export async function fileNames(name: string, signal: AbortSignal): Promise<FileNames> {
  if (own() === null) return new Map();
  const { datasets } = await api.datasets(name, key(), signal).catch(() => ({ datasets: [] }));
  return new Map(datasets.flatMap(({ name: set, file }) => (file === null ? [] : [[set, file] as const])));
}
