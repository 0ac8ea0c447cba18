/** The rows that a training can learn from: those it started with, and those that operators brought. */

import { api, inWords } from "../api";
import { h, moveTo, replace } from "../dom";
import { sign } from "../marks";
import { keepAsking } from "../poll";
import type { Dataset } from "../wire";
import { datasetRow } from "./dataset";
import { dropZone, forget } from "./drop";
import { key, onKeyChange } from "./key";

export function datasetsPanel(name: string, signal: AbortSignal) {
  const list = h("ul", { class: "datasets" });
  const message = h("div", { role: "status" });
  const trouble = h("div", { role: "status" });
  const zone = dropZone(name, signal, (dataset) => {
    say(dataset.status === "checking" ? "The file has arrived. Every cell of it is checked now." : "This very file was sent before.", true);
    wake();
  });
  const element = h("section", { class: "card datasets-panel", "aria-labelledby": "datasets-title", tabindex: "-1" },
    h("h2", { id: "datasets-title" }, "Data sets"),
    h("p", { class: "muted" }, "What a training learns from. New rows never take part in judging the versions of before: those stay on the initial rows."),
    trouble, list, h("h3", {}, "Bring new rows"), zone.element, message);
  const rows = new Map<string, { element: HTMLElement; drawn: string }>();
  let wake: () => void = () => undefined;

  function say(text: string, good: boolean): void {
    replace(message, h("p", { class: good ? "alert alert-info" : "alert alert-danger" }, sign(good ? "info" : "warning"), h("span", {}, text)));
  }

  /** A row is drawn anew only when it changed, so that a list of faults stays open while another file is checked. */
  function show(datasets: Dataset[]): void {
    const order = datasets.map((set) => {
      const drawn = JSON.stringify([set, key() === null]);
      const known = rows.get(set.name);
      if (known?.drawn === drawn) return known.element;
      const row = datasetRow(set, (gone) => void remove(gone));
      if (known?.element.isConnected) known.element.replaceWith(row);
      rows.set(set.name, { element: row, drawn });
      return row;
    });
    if (order.length !== list.childElementCount || order.some((row, index) => list.children[index] !== row)) list.replaceChildren(...order);
  }

  async function remove(set: Dataset): Promise<void> {
    try {
      await forget(name, set.name);
      replace(message);
      rows.delete(set.name);
      moveTo(element, "nearest");
    } catch (error) {
      say(inWords(error), false);
    }
    wake();
  }

  let latest: Dataset[] = [];
  onKeyChange(() => show(latest), signal);
  void keepAsking(async () => {
    try {
      const answer = await api.datasets(name, signal);
      latest = answer.datasets;
      zone.limit(answer.limits.bytes);
      show(latest);
      replace(trouble);
    } catch (error) {
      if (signal.aborted) return null;
      replace(trouble, h("p", { class: "alert alert-danger" }, sign("warning"), h("span", {}, inWords(error))));
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
