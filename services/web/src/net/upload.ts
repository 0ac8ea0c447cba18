/** Sends a file as it is, and says how far it got: fetch cannot, so this is the one XMLHttpRequest. */

import { asProblem, CALLS, Unreachable } from "./api";

/**
 * @param path behind the predictor's own, with its query
 * @param type its media type
 * @param progress called with the share that has left, 0 to 1
 * @param signal gives the upload up
 */
export function send<T>(name: string, path: string, file: File, type: string, key: string, progress: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${CALLS}/predictors/${encodeURIComponent(name)}/${path}`);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.setRequestHeader("Authorization", `Bearer ${key}`);
    request.setRequestHeader("Content-Type", type);
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
