/** The rows that a training can learn from: those it started with, and those that operators brought. */

import { api } from "../net/api";
import { key } from "../net/key";
import type { Dataset, TrainedVersion } from "../net/wire/datasets";
import { h, moveTo, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/datasets";
import { count } from "../words/numbers";
import { say as shared } from "../words/shared";
import { attentionFirst, datasetName, datasetRow } from "./dataset";
import { dropZone } from "./drop-zone";
import type { SetNames } from "./set-names";
import { TABLE, tableWords } from "./table-file";
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
    kind: TABLE,
    words: tableWords(name, "template", say.everyCell),
    arrived: (dataset) => {
      uploads.say(dataset.status === "checking" ? say.arrived : say.sentBefore);
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
    h("h2", { id: "datasets-title" }, say.title),
    h("p", { class: "muted" }, say.lead),
    uploads.trouble, list, h("h3", {}, say.bring), zone.element, uploads.message);

  /** Who has learned from rows that are about to be removed. */
  function before({ name: set }: Dataset): HTMLElement | null {
    const { versions, more } = learners(set);
    return h("p", { class: "muted removal-said", "data-learners": versions.length }, versions.length === 0 ? more ? say.noLearnersAmong : say.noLearners
      : [say.learners(versions.length, count(versions.length), more),
        versions.map(({ version, champion }, index) => [index > 0 ? say.between : null, h("code", {}, version), champion ? say.theChampion : null]), shared.stop]);
  }

  function remove(set: Dataset): void {
    void uploads.act((held) => api.forgetDataset(name, set.name, held), ({ learned }) => {
      const left = learned.filter((each) => each.withdrawn === null);
      moveTo(element, "nearest");
      return left.length > 0 ? offer(left) : notice(learned.length > 0 ? say.allWithdrawn(datasetName(set)) : say.noneLearned(datasetName(set)), true);
    });
  }

  function answer(set: Dataset, samePeople: boolean, reason: string): void {
    void uploads.act((held) => api.answerDataset(name, set.name, samePeople, reason, held),
      () => notice(say.answerKept, true));
  }

  /** Who has learned from removed rows, and the way to take each of them out of use. */
  function offer(learned: TrainedVersion[]): HTMLElement {
    return h("div", { class: "alert alert-warning", "data-learned": learned.length },
      icon("warning"),
      h("div", {},
        h("p", {}, h("strong", {}, say.goneAndLearned)),
        h("ul", { class: "trained-versions" }, learned.map((each) => h("li", {},
          h("code", {}, each.version),
          each.champion
            ? h("p", { class: "muted" }, say.championLearned)
            : withdrawButton(each))))));
  }

  function withdrawButton(version: TrainedVersion): HTMLButtonElement {
    const button = h("button", {
      type: "button", class: "button button-small", "data-action": "withdraw-trained", "data-version": version.version,
      onclick: () => confirmWithdrawal({ name, version, seen: null, signal, done: () => {
        button.closest("li")?.remove();
        if (!uploads.message.querySelector(".trained-versions>li")) replace(uploads.message);
        withdrawn(version.version);
      } }),
    }, say.withdrawMore);
    return button;
  }

  return { element, first: uploads.first };
}
