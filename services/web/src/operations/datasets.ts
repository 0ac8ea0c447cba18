/** The rows that a training can learn from: those it started with, and those that operators brought. */

import { api, inWords } from "../net/api";
import { key, onKeyChange, withKey } from "../net/key";
import { keepAsking } from "../net/poll";
import type { Dataset, TrainedVersion } from "../net/wire/datasets";
import { h, moveTo, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { datasetRow } from "./dataset";
import { dropZone, forget } from "./drop-zone";
import { confirmWithdrawal } from "./withdraw";

export function datasetsPanel(name: string, signal: AbortSignal, withdrawn: (version: string) => void) {
  const list = h("ul", { class: "datasets" });
  const message = h("div", { role: "status" });
  const trouble = h("div", { role: "status" });
  const zone = dropZone<Dataset>(name, signal, {
    path: () => "datasets",
    name: "upload",
    then: "Every cell is checked as an answer on the page is; a file with a fault is never used.",
    arrived: (dataset) => {
      say(dataset.status === "checking" ? "The file has arrived. Every cell of it is checked now." : "This very file was sent before.", true);
      wake();
    },
  });
  const element = h("section", { class: "card datasets-panel", "aria-labelledby": "datasets-title", tabindex: "-1" },
    h("h2", { id: "datasets-title" }, "Data sets"),
    h("p", { class: "muted" }, "What a training learns from. New rows change nothing about earlier versions: those stay measured on the initial rows."),
    trouble, list, h("h3", {}, "Bring new rows"), zone.element, message);
  const rows = new Map<string, { element: HTMLElement; drawn: string }>();
  let wake: () => void = () => undefined;

  function say(text: string, good: boolean): void {
    replace(message, h("p", { class: good ? "alert alert-info" : "alert alert-danger" }, icon(good ? "info" : "warning"), h("span", {}, text)));
  }

  /** A row is drawn anew only when it changed, so that a list of faults stays open while another file is checked. */
  function show(datasets: Dataset[]): void {
    const order = datasets.map((set) => {
      const drawn = JSON.stringify([set, key() === null]);
      const known = rows.get(set.name);
      if (known?.drawn === drawn) return known.element;
      const row = datasetRow(set, (gone) => void remove(gone), (asked, same, reason) => void answer(asked, same, reason));
      if (known?.element.isConnected) known.element.replaceWith(row);
      rows.set(set.name, { element: row, drawn });
      return row;
    });
    if (order.length !== list.childElementCount || order.some((row, index) => list.children[index] !== row)) list.replaceChildren(...order);
  }

  async function remove(set: Dataset): Promise<void> {
    try {
      const { learned } = await forget(name, set.name);
      const left = learned.filter((each) => each.withdrawn === null);
      replace(message, left.length > 0 ? offer(left) : null);
      rows.delete(set.name);
      moveTo(element, "nearest");
    } catch (error) {
      say(inWords(error), false);
    }
    wake();
  }

  /** Who has learned from removed rows, and the way to take each of them out of use. */
  function offer(learned: TrainedVersion[]): HTMLElement {
    return h("div", { class: "alert alert-warning", "data-learned": learned.length },
      icon("warning"),
      h("div", {},
        h("p", {}, h("strong", {}, "The rows are gone. These versions have learned from them, and stay until you withdraw them:")),
        h("ul", { class: "trained-versions" }, learned.map((each) => h("li", {},
          h("code", {}, each.version),
          each.champion
            ? h("p", { class: "muted" }, "It is the champion and answers. Promote another version first; then it can be withdrawn under Versions.")
            : withdrawButton(each))))));
  }

  function withdrawButton(version: TrainedVersion): HTMLButtonElement {
    const button = h("button", {
      type: "button", class: "button button-small", "data-action": "withdraw-trained", "data-version": version.version,
      onclick: () => confirmWithdrawal({ name, version, seen: null, signal, done: () => {
        button.closest("li")?.remove();
        if (!message.querySelector(".trained-versions li")) replace(message);
        withdrawn(version.version);
      } }),
    }, "Withdraw…");
    return button;
  }

  async function answer(set: Dataset, samePeople: boolean, reason: string): Promise<void> {
    try {
      await withKey((held) => api.answerDataset(name, set.name, samePeople, reason, held));
      say("Your answer is kept. A retraining can name these rows.", true);
    } catch (error) {
      say(inWords(error), false);
    }
    wake();
  }

  let latest: Dataset[] = [];
  onKeyChange(() => show(latest), signal);
  void keepAsking(async () => {
    try {
      const answer = await api.datasets(name, key(), signal);
      latest = answer.datasets;
      zone.limit(answer.limits.bytes);
      show(latest);
      replace(trouble);
    } catch (error) {
      if (signal.aborted) return null;
      replace(trouble, h("p", { class: "alert alert-danger" }, icon("warning"), h("span", {}, inWords(error))));
    }
    await rest(latest.some(({ status }) => status === "checking") ? 1000 : 10_000);
    return 0;
  }, signal);

  /** Waits, unless somebody has something new. */
  const rest = (milliseconds: number) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });

  return { element };
}
