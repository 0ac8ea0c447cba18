/** The operator's desk: what is served, training, versions and figures, one predictor at a time. */

import { api, inWords, isOver } from "../api";
import { h, replace } from "../dom";
import { sign } from "../marks";
import { keepAsking, pause } from "../poll";
import type { View } from "../router";
import type { PredictorList } from "../wire";
import { brokenFolders } from "./broken";
import { figuresPanel } from "./figures";
import { historyPanel } from "./history";
import { servingPanel } from "./serving";
import { trainingPanel } from "./training";
import { unlockBar } from "./unlock";
import { versionsPanel } from "./versions";

export function showOperations(view: View): void {
  const { main, path, signal, title } = view;
  title("Operations");
  const place = h("div", {}, h("p", { class: "loading", role: "status" }, "One moment…"));
  main.append(h("div", { class: "wrap operations" },
    h("div", { class: "page-head" }, h("h1", {}, "Operations")), unlockBar(signal), place));
  void load();

  async function load(): Promise<void> {
    try {
      const list = await api.predictors(signal);
      const chosen = path[1] ?? list.predictors[0]?.name;
      const entry = list.predictors.find((predictor) => predictor.name === chosen);
      if (entry) title(`Operations: ${entry.title}`);
      replace(place,
        brokenFolders(list.broken),
        tabs(list, chosen),
        entry ? desk(entry.name, signal)
          : h("p", { class: "note" }, list.predictors.length === 0 ? "There is no predictor yet." : "There is no such predictor. Choose one above."));
    } catch (error) {
      if (signal.aborted) return;
      replace(place, h("div", { class: "alert alert-danger", role: "alert" }, sign("warning"), h("span", {}, inWords(error)),
        h("button", { type: "button", class: "button button-small", "data-action": "retry", onclick: () => void load() }, "Try again")));
    }
  }
}

function tabs(list: PredictorList, chosen: string | undefined): HTMLElement {
  return h("nav", { class: "tabs", "aria-label": "Predictors" }, list.predictors.map(({ name, title }) =>
    h("a", { href: `#/operations/${encodeURIComponent(name)}`, "aria-current": name === chosen ? "page" : null }, title)));
}

/** All panels of one predictor, and the one loop that keeps them fresh. */
function desk(name: string, signal: AbortSignal): HTMLElement {
  const trouble = h("div", { role: "status" });
  const serving = servingPanel();
  const figures = figuresPanel(name, signal);
  const versions = versionsPanel(name, signal, () => void refresh(), (version) => figures.show(version, true));
  const history = historyPanel();
  const training = trainingPanel(name, signal, () => void settle());
  let newest: string | undefined;

  async function refresh(): Promise<void> {
    try {
      const [predictor, list, champion] = await Promise.all([
        api.predictor(name, signal), api.versions(name, signal), api.champion(name, signal),
      ]);
      replace(trouble);
      serving.update(predictor);
      versions.update(list.versions, predictor);
      history.update(champion.history);
      const latest = list.versions.find((version) => !("broken" in version))?.version;
      if (latest !== newest || latest === undefined) {
        newest = latest;
        figures.show(latest ?? null, false);
      }
    } catch (error) {
      if (signal.aborted) return;
      replace(trouble, h("p", { class: "alert alert-danger" }, sign("warning"), h("span", {}, `${inWords(error)} This page keeps asking.`)));
    }
  }

  /** After a training the server's processes load the new version within a second: look now, and once more. */
  async function settle(): Promise<void> {
    try {
      training.update(await api.retrainings(name, signal));
    } catch {
      // The loop below asks again.
    }
    await refresh();
    try {
      await pause(1500, signal);
    } catch {
      return;
    }
    await refresh();
  }

  let quiet = 0;
  void keepAsking(async () => {
    try {
      const jobs = await api.retrainings(name, signal);
      training.update(jobs);
      // While a training runs, every second; else every five, and the rest of the desk every half minute.
      if (jobs.some((job) => !isOver(job))) return 1000;
    } catch (error) {
      if (signal.aborted) return null;
      training.unreachable(inWords(error));
    }
    if (++quiet % 6 === 0) void refresh();
    return 5000;
  }, signal);
  void refresh();

  return h("div", { class: "desk" }, trouble,
    h("div", { class: "desk-top" }, serving.element, training.element),
    versions.element, figures.element, history.element);
}
