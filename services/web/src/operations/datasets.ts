/** The rows that a training can learn from: those it started with, and those that operators brought. */

import { api } from "../net/api";
import { key } from "../net/key";
import type { Dataset, TrainedVersion } from "../net/wire/datasets";
import { h, moveTo, replace } from "../ui/dom";
import { plural } from "../words/numbers";
import { icon } from "../ui/icons";
import { attentionFirst, datasetName, datasetRow } from "./dataset";
import { dropZone } from "./drop-zone";
import type { SetNames } from "./set-names";
import { notice, uploadList } from "./upload-list";
import { confirmWithdrawal } from "./withdraw";

/** What the desk knows beside data sets, and wants to know of them. */
interface Beside {
  withdrawn(version: string): void;
  /** what each is called */
  named(names: SetNames): void;
  /** the versions on show that have learned from one, newest first, and whether there are older ones that are not */
  learners(set: string): { versions: { version: string; champion: boolean }[]; more: boolean };
}

export function datasetsPanel(name: string, signal: AbortSignal, { withdrawn, named, learners }: Beside) {
  const list = h("ul", { class: "datasets" });
  const zone = dropZone<Dataset>(name, signal, {
    path: ({ name: called }) => `datasets?${new URLSearchParams({ file: called })}`,
    name: "upload",
    then: "Every cell is checked as an answer on the page is; a file with a fault is never used.",
    arrived: (dataset) => {
      uploads.say(dataset.status === "checking" ? "The file has arrived. Every cell of it is checked now." : "This very file was sent before.");
      uploads.wake();
    },
  });
  const uploads = uploadList<Dataset>({
    signal,
    list,
    ask: async () => {
      const { datasets, limits } = await api.datasets(name, key(), signal);
      zone.limit(limits.bytes);
      named(new Map(datasets.map((set) => [set.name, datasetName(set)])));
      return attentionFirst(datasets);
    },
    idOf: (set) => set.name,
    row: (set) => datasetRow(name, set, remove, answer, () => before(set)),
    underWay: ({ status }) => status === "checking",
  });
  const element = h("section", { class: "card datasets-panel", "aria-labelledby": "datasets-title", tabindex: "-1" },
    h("h2", { id: "datasets-title" }, "Data sets"),
    h("p", { class: "muted" }, "What a training learns from. New rows change nothing about earlier versions: those stay measured on the initial rows."),
    uploads.trouble, list, h("h3", {}, "Bring new rows"), zone.element, uploads.message);

  /** Who has learned from rows that are about to be removed. */
  function before({ name: set }: Dataset): HTMLElement | null {
    const { versions, more } = learners(set);
    const among = more ? " among the versions shown above" : "";
    return h("p", { class: "muted removal-said", "data-learners": versions.length }, versions.length === 0 ? `No version${among} has learned from it.`
      : [`${plural(versions.length, "version has", "versions have")} learned from it${among} and stay${versions.length === 1 ? "s" : ""}: `,
        versions.map(({ version, champion }, index) => [index > 0 ? ", " : null, h("code", {}, version), champion ? " (the champion)" : null]), "."]);
  }

  function remove(set: Dataset): void {
    void uploads.act((held) => api.forgetDataset(name, set.name, held), ({ learned }) => {
      const left = learned.filter((each) => each.withdrawn === null);
      moveTo(element, "nearest");
      return left.length > 0 ? offer(left) : notice(`${datasetName(set)}: the rows are gone. ${learned.length > 0 ? "Every version that has learned from them is withdrawn." : "No version has learned from them."}`, true);
    });
  }

  function answer(set: Dataset, samePeople: boolean, reason: string): void {
    void uploads.act((held) => api.answerDataset(name, set.name, samePeople, reason, held),
      () => notice("Your answer is kept. A retraining can name these rows.", true));
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
        if (!uploads.message.querySelector(".trained-versions li")) replace(uploads.message);
        withdrawn(version.version);
      } }),
    }, "Withdraw…");
    return button;
  }

  return { element, first: uploads.first };
}
