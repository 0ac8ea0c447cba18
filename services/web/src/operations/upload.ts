/** Sends a file as it is, and says how far it got: fetch cannot, so this is the one XMLHttpRequest. */

import { asProblem, Unreachable } from "../api";

const TYPES: [RegExp, string][] = [
  [/\.csv$/i, "text/csv"],
  [/\.csv\.gz$/i, "application/gzip"],
];

export const ACCEPTED = ".csv,.csv.gz,.gz,text/csv,application/gzip";

/** What is wrong with a file before a single byte of it was sent, or null. */
export function objection(file: File, limit: number): string | null {
  if (!TYPES.some(([name]) => name.test(file.name))) return `“${file.name}” is neither a .csv nor a .csv.gz file.`;
  if (file.size === 0) return `“${file.name}” is empty.`;
  if (file.size > limit) return `“${file.name}” has ${megabytes(file.size)}; at most ${megabytes(limit)} can be sent. A gzipped file is far smaller.`;
  return null;
}

/** As most people count them: 1 MB is 1024 × 1024 bytes. */
export function megabytes(bytes: number): string {
  const value = bytes / 1_048_576;
  return value >= 10 ? `${Math.round(value)} MB` : value >= 0.1 ? `${value.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

/**
 * @param path behind the predictor's own, with its query
 * @param progress called with the share that has left, 0 to 1
 * @param signal gives the upload up
 */
export function send<T>(name: string, path: string, file: File, key: string, progress: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/predictors/${encodeURIComponent(name)}/${path}`);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.setRequestHeader("Authorization", `Bearer ${key}`);
    request.setRequestHeader("Content-Type", TYPES.find(([ending]) => ending.test(file.name))?.[1] ?? "text/csv");
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException("The upload was given up.", "AbortError"));
    request.onload = () => {
      let answer: unknown;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        return reject(new Unreachable());
      }
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(asProblem(request.status, request.getResponseHeader("Retry-After"), answer));
    };
    if (signal.aborted) return reject(new DOMException("The upload was given up.", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
