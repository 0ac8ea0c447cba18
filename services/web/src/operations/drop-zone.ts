/** Where a file is dropped or chosen, and the bar that shows it leaving. */

import { onKeyChange, refusal, withKey } from "../net/key";
import { send } from "../net/upload";
import { freshId, h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { say } from "../words/datasets";
import { megabytes } from "../words/numbers";
import { say as shared } from "../words/shared";
import { failed } from "./failure";

/** What is wrong with a file before a single byte of it was sent, or null. */
function objection(file: File, limit: number, { type, isNone, tooLarge }: Kind): string | null {
  if (type(file.name) === null) return isNone(file.name);
  if (file.size === 0) return say.empty(file.name);
  if (file.size > limit) return tooLarge(file.name, megabytes(file.size), megabytes(limit));
  return null;
}

/** What the server takes until it has said otherwise. */
const LIMIT = 200 * 1_048_576;

/** Which files are taken. */
export interface Kind {
  /** what the browser offers */
  accept: string;
  /** the media type of a file by its name; null where it is not of the kind */
  type(name: string): string | null;
  isNone(name: string): string;
  tooLarge(name: string, size: string, limit: string): string;
}

/** What a file is sent for. */
export interface Purpose<T> {
  /** behind the predictor's address, with its query */
  path: (file: File) => string;
  /** what the input is known by */
  name: "upload" | "validate" | "import";
  kind: Kind;
  /** what is said of the file; @param limit the most that can be sent */
  words(limit: string): Child;
  arrived: (answer: T) => void;
}

export function dropZone<T>(name: string, signal: AbortSignal, { path, name: purpose, kind, words: about, arrived }: Purpose<T>) {
  let limit = LIMIT;
  let sending: AbortController | null = null;
  const help = freshId("upload-help");
  const input = h("input", {
    id: freshId("file"), type: "file", accept: kind.accept, class: "visually-hidden", [`data-${purpose}`]: true, "aria-describedby": help,
    onchange: () => {
      const file = input.files?.[0];
      // So that the same file can be chosen again after it was mended.
      if (file) void take(file).finally(() => (input.value = ""));
    },
  });
  const choose = h("label", { class: "button", for: input.id }, icon("upload"), say.chooseFile);
  const words = h("p", { id: help, class: "muted" });
  const lockedWhy = h("span", {});
  const locked = h("p", { class: "muted lock-hint" }, icon("lock"), lockedWhy);
  const message = h("div", { role: "alert" });
  const bar = progressBar(say.upload);
  const state = h("p", { class: "job-words", role: "status" });
  const stop = h("button", { type: "button", class: "button button-small", "data-action": "cancel-upload", onclick: () => sending?.abort() }, icon("cross"), shared.cancel);
  const under = h("div", { class: "upload-progress", hidden: true }, state, bar.element, stop);
  const zone = h("div", {
    class: "drop-zone",
    ondragover: (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", refusal(purpose, name) === null && !sending);
    },
    ondragleave: (event) => {
      if (!zone.contains((event as DragEvent).relatedTarget as Node | null)) zone.classList.remove("is-over");
    },
    ondrop: (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      const files = (event as DragEvent).dataTransfer?.files;
      if (!files?.length || refusal(purpose, name) !== null || sending) return;
      if (files.length > 1) return tell(say.oneAtATime);
      if (files[0]) void take(files[0]);
    },
  }, h("p", { class: "drop-words" }, say.dropHere), h("div", { class: "drop-choose" }, input, choose), locked, under);

  function lock(): void {
    const why = refusal(purpose, name);
    input.disabled = why !== null || sending !== null;
    choose.classList.toggle("is-disabled", input.disabled);
    locked.hidden = why === null;
    lockedWhy.textContent = why === null ? "" : `${why}${shared.stop}`;
  }
  onKeyChange(lock, signal);
  signal.addEventListener("abort", () => sending?.abort(), { once: true });

  function tell(text: Child): void {
    replace(message, text === null ? null : h("p", { class: "alert alert-danger", "data-upload-error": true }, icon("warning"), h("span", {}, text)));
  }

  async function take(file: File): Promise<void> {
    const wrong = objection(file, limit, kind);
    tell(wrong);
    if (wrong) return;
    const mine = new AbortController();
    sending = mine;
    lock();
    under.hidden = false;
    const show = (share: number) => {
      const text = share >= 1 ? say.storing : say.sending(file.name, megabytes(file.size));
      bar.set(share, text);
      state.textContent = shared.progress(Math.round(share * 100), text);
    };
    show(0);
    try {
      arrived(await withKey((held) => send<T>(name, path(file), file, kind.type(file.name) ?? "", held, show, mine.signal)));
    } catch (error) {
      if (!mine.signal.aborted) tell(failed(error));
    } finally {
      sending = null;
      under.hidden = true;
      lock();
    }
  }

  function describe(): void {
    replace(words, about(megabytes(limit)));
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
