/** Where a file is dropped or chosen, and the bar that shows it leaving. */

import { api, inWords } from "../api";
import { freshId, h, replace } from "../dom";
import { sign } from "../marks";
import { progressBar } from "../progress";
import type { RemovedDataset } from "../wire";
import { key, onKeyChange, withKey } from "./key";
import { ACCEPTED, megabytes, objection, send } from "./upload";

/** What the server takes until it has said otherwise. */
const LIMIT = 200 * 1_048_576;

/** What a file is sent for. */
export interface Purpose<T> {
  /** behind the predictor's address, with its query */
  path: () => string;
  /** what the input is known by, for whoever looks for it */
  mark: string;
  /** what becomes of the file, in a sentence */
  words: string;
  arrived: (answer: T) => void;
}

export function dropZone<T>(name: string, signal: AbortSignal, { path, mark, words: told, arrived }: Purpose<T>) {
  let limit = LIMIT;
  let sending: AbortController | null = null;
  const help = freshId("upload-help");
  const input = h("input", {
    id: freshId("file"), type: "file", accept: ACCEPTED, class: "visually-hidden", [`data-${mark}`]: true, "aria-describedby": help,
    onchange: () => {
      const file = input.files?.[0];
      // So that the same file can be chosen again after it was mended.
      if (file) void take(file).finally(() => (input.value = ""));
    },
  });
  const choose = h("label", { class: "button", for: input.id }, sign("upload"), "Choose a file");
  const words = h("p", { id: help, class: "muted" });
  const locked = h("p", { class: "muted lock-hint" }, sign("lock"), "Unlock above to send rows.");
  const message = h("div", { role: "alert" });
  const bar = progressBar("Upload");
  const state = h("p", { class: "job-words", role: "status" });
  const stop = h("button", { type: "button", class: "button button-small", "data-action": "cancel-upload", onclick: () => sending?.abort() }, sign("cross"), "Cancel");
  const under = h("div", { class: "upload-progress", hidden: true }, state, bar.element, stop);
  const zone = h("div", {
    class: "drop-zone",
    ondragover: (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", key() !== null && !sending);
    },
    ondragleave: (event) => {
      if (!zone.contains((event as DragEvent).relatedTarget as Node | null)) zone.classList.remove("is-over");
    },
    ondrop: (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      const files = (event as DragEvent).dataTransfer?.files;
      if (!files?.length || key() === null || sending) return;
      if (files.length > 1) return say("Drop one file at a time.");
      if (files[0]) void take(files[0]);
    },
  }, h("p", { class: "drop-words" }, "Drop a file here, or"), h("div", { class: "drop-choose" }, input, choose), locked, under);

  function lock(): void {
    const open = key() !== null;
    input.disabled = !open || sending !== null;
    choose.classList.toggle("is-disabled", input.disabled);
    locked.hidden = open;
  }
  onKeyChange(lock, signal);
  signal.addEventListener("abort", () => sending?.abort(), { once: true });

  function say(text: string | null): void {
    replace(message, text === null ? null : h("p", { class: "alert alert-danger", "data-upload-error": true }, sign("warning"), h("span", {}, text)));
  }

  async function take(file: File): Promise<void> {
    const wrong = objection(file, limit);
    say(wrong);
    if (wrong) return;
    const mine = new AbortController();
    sending = mine;
    lock();
    under.hidden = false;
    const show = (share: number) => {
      const text = share >= 1 ? "Arrived; the server is storing it…" : `Sending ${file.name}, ${megabytes(file.size)}`;
      bar.set(share, text);
      state.textContent = `${Math.round(share * 100)} %, ${text}`;
    };
    show(0);
    try {
      arrived(await withKey((held) => send<T>(name, path(), file, held, show, mine.signal)));
    } catch (error) {
      if (!mine.signal.aborted) say(inWords(error));
    } finally {
      sending = null;
      under.hidden = true;
      lock();
    }
  }

  function describe(): void {
    replace(words, `CSV or gzipped CSV (.csv, .csv.gz), up to ${megabytes(limit)}, with the columns of `,
      h("a", { href: `/api/v1/predictors/${encodeURIComponent(name)}/datasets/template.csv`, download: `${name}-template.csv`, "data-action": mark === "upload" ? "template" : `template-${mark}` }, "this template"),
      `. ${told}`);
  }
  describe();

  return {
    element: h("div", { class: "upload" }, words, zone, message),
    /** what the server says that it takes, in bytes */
    limit(bytes: number): void {
      if (bytes === limit) return;
      limit = bytes;
      describe();
    },
  };
}

export const forget = (name: string, dataset: string): Promise<RemovedDataset> => withKey((held) => api.forgetDataset(name, dataset, held));
