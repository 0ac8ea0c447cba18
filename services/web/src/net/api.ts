/** The calls to the server. Every failure leaves here as a Problem or as Unreachable. */

import { declared, declaredList } from "../words/declared";
import { language } from "../words/language";
import { say } from "../words/shared";
import type { Audit } from "./wire/audit";
import type { Dataset, DatasetList, RemovedDataset } from "./wire/datasets";
import type { Fault } from "./wire/faults";
import type { Effort, Job } from "./wire/jobs";
import type { Key, MadeKey, NewKey, OwnKey } from "./wire/keys";
import type { Report } from "./wire/report";
import type { Explanation, Inputs, Prediction, Predictions, Refused } from "./wire/predictions";
import type { Predictor, PredictorList } from "./wire/predictors";
import type { Validation, ValidationList, ValidationReport } from "./wire/validations";
import type { ChampionAnswer, Collection, Import, VersionDescription, VersionList } from "./wire/versions";

/** Where all calls begin: relative, so that the pages may lie under any path. */
export const CALLS = "api/v1";

/** The server answered, and the answer was no (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly faults: Fault[];
  readonly training: Job | null;
  /** seconds */
  readonly retryAfter: number | null;
  /** the training that failed, where that is why there is no model */
  readonly failed: Job | null;
  /** the same, where the gate has rejected its version */
  readonly rejected: Job | null;
  /** the same, where its version is kept as a candidate */
  readonly candidate: Job | null;

  constructor(status: number, title: string, said: Partial<Omit<Problem, "status" | "title">> = {}) {
    super(said.detail || title);
    this.status = status;
    this.title = title;
    this.detail = said.detail ?? "";
    this.faults = said.faults ?? [];
    this.training = said.training ?? null;
    this.retryAfter = said.retryAfter ?? null;
    this.failed = said.failed ?? null;
    this.rejected = said.rejected ?? null;
    this.candidate = said.candidate ?? null;
  }
}

/** No answer that we can read: no network, a gateway's page, a cut connection. */
export class Unreachable extends Error {
  constructor() {
    super("The server did not answer.");
  }
}

interface Call {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  key?: string;
  signal?: AbortSignal;
  /** the answer is text, or an archive, not JSON */
  text?: boolean;
  archive?: boolean;
  /** what is declared is wanted in English, whatever the page speaks */
  inEnglish?: boolean;
  /** the state that a change is bound to: 412 where there is another one by now */
  ifMatch?: string | null;
  /** the ETag is handed back with the answer */
  tagged?: boolean;
}

/** What was answered, with the ETag of that state. */
export type Tagged<T> = T & { etag: string | null };

async function call<T>(path: string, { method = "GET", body, key, signal, text = false, archive = false, inEnglish = false, ifMatch = null, tagged = false }: Call = {}): Promise<T> {
  // What is declared is answered in this language, where somebody has translated it; English is better than a third one.
  const headers: Record<string, string> = {
    Accept: `${text ? "text/markdown" : archive ? "application/gzip" : "application/json"}, application/problem+json`,
    "Accept-Language": inEnglish || language() === "en" ? "en" : `${language()}, en;q=0.5`,
  };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key !== undefined) headers["Authorization"] = `Bearer ${key}`;
  if (ifMatch !== null) headers["If-Match"] = ifMatch;
  let response: Response;
  try {
    response = await fetch(`${CALLS}${path}`, {
      method,
      headers,
      // "no-cache" asks again with the ETag, so that a poll costs a 304 and is never stale.
      cache: method === "GET" ? "no-cache" : "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (response.status === 204) return undefined as T;
  let answer: unknown;
  try {
    answer = response.ok && archive ? await response.blob() : response.ok && text ? await response.text() : await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw asProblem(response.status, response.headers.get("Retry-After"), answer);
  return (tagged ? { ...(answer as T), etag: response.headers.get("ETag") } : answer) as T;
}

/** @param retry the header Retry-After */
export function asProblem(status: number, retry: string | null, answer: unknown): Problem {
  const { title, errors, ...said } = (typeof answer === "object" && answer !== null ? answer : {}) as Partial<Problem> & { errors?: unknown };
  const seconds = Number(retry);
  return new Problem(status, title ?? say.statusIs(status), {
    ...said,
    faults: Array.isArray(errors) ? (errors as Fault[]) : [],
    retryAfter: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
  });
}

const part = encodeURIComponent;

export const api = {
  predictors: (signal: AbortSignal) => call<PredictorList>("/predictors", { signal }).then(declaredList),
  predictor: (name: string, signal: AbortSignal) => call<Predictor>(`/predictors/${part(name)}`, { signal }).then(declared),
  /** As versions have it, which keep no translations. */
  declared: (name: string, signal: AbortSignal) => call<Predictor>(`/predictors/${part(name)}`, { signal, inEnglish: true }),
  /** The key is for a draft, and for a server whose predictions are not public. */
  predict: (name: string, inputs: Inputs, key: string | null, signal: AbortSignal) =>
    call<Prediction | Refused>(`/predictors/${part(name)}/predictions`, { method: "POST", body: { inputs }, signal, ...(key === null ? {} : { key }) }),
  /** Several records at once: all are answered by one version. */
  predictAll: (name: string, inputs: Inputs[], key: string | null, signal: AbortSignal) =>
    call<Predictions>(`/predictors/${part(name)}/predictions`, { method: "POST", body: { inputs }, signal, ...(key === null ? {} : { key }) }),
  explain: (name: string, inputs: Inputs, key: string | null, signal: AbortSignal) =>
    call<{ explanation: Explanation | null }>(`/predictors/${part(name)}/explanations`, { method: "POST", body: { inputs }, signal, ...(key === null ? {} : { key }) }),

  /** One page; `begins` names versions by their beginning. */
  versions: (name: string, signal: AbortSignal, wish: { limit?: number; cursor?: string; begins?: string } = {}) => {
    const query = new URLSearchParams(Object.entries(wish).map(([each, value]) => [each, String(value)]));
    return call<VersionList>(`/predictors/${part(name)}/versions${query.size > 0 ? `?${query}` : ""}`, { signal });
  },
  version: (name: string, version: string, signal: AbortSignal) => call<VersionDescription>(`/predictors/${part(name)}/versions/${part(version)}`, { signal }),
  report: (name: string, version: string, signal: AbortSignal) =>
    call<Report>(`/predictors/${part(name)}/versions/${part(version)}/report`, { signal }),
  card: (name: string, version: string, signal: AbortSignal) =>
    call<string>(`/predictors/${part(name)}/versions/${part(version)}/card`, { signal, text: true }),
  champion: (name: string, signal: AbortSignal) => call<Tagged<ChampionAnswer>>(`/predictors/${part(name)}/champion`, { signal, tagged: true }),
  /** The lines of its history before those of an answer that has ended with `cursor`. */
  history: (name: string, cursor: string, signal: AbortSignal) => call<ChampionAnswer>(`/predictors/${part(name)}/champion?cursor=${part(cursor)}`, { signal }),

  retrainings: (name: string, signal: AbortSignal) =>
    call<{ retrainings: Job[] }>(`/retrainings?predictor=${part(name)}`, { signal }).then((answer) => answer.retrainings),
  retraining: (id: string, signal: AbortSignal) => call<Job>(`/retrainings/${part(id)}`, { signal }),

  /** With the key come the names of columns that are no field as well: they may be cells. */
  datasets: (name: string, key: string | null, signal: AbortSignal) => call<DatasetList>(`/predictors/${part(name)}/datasets`, { signal, ...(key === null ? {} : { key }) }),
  forgetDataset: (name: string, dataset: string, key: string) =>
    call<RemovedDataset>(`/predictors/${part(name)}/datasets/${part(dataset)}`, { method: "DELETE", key }),
  answerDataset: (name: string, dataset: string, samePeople: boolean, reason: string, key: string) =>
    call<Dataset>(`/predictors/${part(name)}/datasets/${part(dataset)}/answers`, { method: "PUT", body: { same_people: samePeople, ...(reason ? { reason } : {}) }, key }),

  /** With the key come the names of columns that are not declared as well. */
  validations: (name: string, key: string | null, signal: AbortSignal) => call<ValidationList>(`/predictors/${part(name)}/validations`, { signal, ...(key === null ? {} : { key }) }),
  validation: (name: string, id: string, signal: AbortSignal) => call<Validation>(`/predictors/${part(name)}/validations/${part(id)}`, { signal }),
  validationReport: (name: string, id: string, signal: AbortSignal) => call<ValidationReport>(`/predictors/${part(name)}/validations/${part(id)}/report`, { signal }),
  forgetValidation: (name: string, id: string, key: string) => call<unknown>(`/predictors/${part(name)}/validations/${part(id)}`, { method: "DELETE", key }),

  /** A version and its signature, for another site. */
  exported: (name: string, version: string, key: string, signal: AbortSignal) =>
    call<Blob>(`/predictors/${part(name)}/versions/${part(version)}/export`, { key, signal, archive: true }),
  /** How the import of a version stands. */
  imported: (name: string, version: string, key: string, signal: AbortSignal) => call<Import>(`/predictors/${part(name)}/imports/${part(version)}`, { key, signal }),

  ownKey: (key: string) => call<OwnKey>("/key", { key }),
  keys: (key: string, signal: AbortSignal) => call<{ keys: Key[] }>("/keys", { key, signal }).then((answer) => answer.keys),
  createKey: (wish: NewKey, key: string) => call<MadeKey>("/keys", { method: "POST", body: wish, key }),
  rotateKey: (id: string, key: string) => call<MadeKey>(`/keys/${part(id)}/rotation`, { method: "POST", key }),
  audit: (wish: Record<string, string>, key: string, signal: AbortSignal) => call<Audit>(`/audit?${new URLSearchParams(wish)}`, { key, signal }),
  revokeKey: (id: string, key: string) => call<Key>(`/keys/${part(id)}`, { method: "DELETE", key }),

  retrain: (name: string, wish: { reason?: string; effort: Effort; datasets: string[]; promote?: false }, key: string) =>
    call<Job>(`/predictors/${part(name)}/retrainings`, { method: "POST", body: wish, key }),
  cancel: (id: string, key: string) => call<Job>(`/retrainings/${part(id)}`, { method: "DELETE", key }),
  promote: (name: string, version: string, reason: string, etag: string | null, key: string) =>
    call<unknown>(`/predictors/${part(name)}/champion`, { method: "PUT", body: { version, reason }, ifMatch: etag, key }),
  withdraw: (name: string, version: string, reason: string, etag: string | null, key: string) =>
    call<unknown>(`/predictors/${part(name)}/versions/${part(version)}/withdrawal`, { method: "PUT", body: { reason }, ifMatch: etag, key }),
  hold: (name: string, version: string, reason: string, key: string) =>
    call<unknown>(`/predictors/${part(name)}/versions/${part(version)}/hold`, { method: "PUT", body: { reason }, key }),
  /** What would be removed where so many of the newest stay, or as it is set. */
  collection: (name: string, keep: number | null, key: string, signal: AbortSignal) =>
    call<Collection>(`/predictors/${part(name)}/collection${keep === null ? "" : `?keep=${keep}`}`, { key, signal }),
  collect: (name: string, keep: number, reason: string, key: string) =>
    call<Collection>(`/predictors/${part(name)}/collection`, { method: "POST", body: { keep, reason }, key }),
  release: (name: string, version: string, reason: string, key: string) =>
    call<unknown>(`/predictors/${part(name)}/versions/${part(version)}/hold?${new URLSearchParams({ reason })}`, { method: "DELETE", key }),
};

/** Whether a failure is told in the server's words, which are English: the page has none for it. */
export const inServersWords = (error: unknown): error is Problem => error instanceof Problem && say.refused[error.status] === undefined;

/** A failure as a person reads it. Where it is shown, `told` in status/ marks what is English. */
export function inWords(error: unknown): string {
  if (error instanceof Unreachable) return say.unreachable;
  if (error instanceof Problem) return say.refused[error.status] ?? (error.detail || error.title);
  return say.pageFault;
}

/** The same for a page that is loaded: whether what it shows does not exist, and whether the words are English. */
export const explain = (error: unknown): { missing: boolean; words: string; english: boolean } =>
  ({ missing: error instanceof Problem && error.status === 404, words: inWords(error), english: inServersWords(error) });
