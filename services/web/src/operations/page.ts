/** The operator's desk: what is served, training, versions and figures, one predictor at a time. */

import { api } from "../net/api";
import { keepAsking, pause } from "../net/poll";
import type { Champion, ChampionAnswer } from "../net/wire/versions";
import { isOver } from "../status/job";
import { learnLabels } from "../status/labels";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import type { View } from "../ui/view";
import { when } from "../words/numbers";
import { say } from "../words/operations";
import { say as shared } from "../words/shared";
import { auditPanel } from "./audit";
import { brokenFolders } from "./broken";
import { brokenTranslations } from "./broken-translations";
import { collectionPanel } from "./collection";
import { datasetsPanel } from "./datasets";
import { evaluationPanel } from "./evaluation";
import { failed } from "./failure";
import { historyPanel } from "./history";
import { keysPanel } from "./keys";
import { listed, MOST } from "./listed";
import { servingPanel } from "./serving";
import type { SetNames } from "./set-names";
import { tabs } from "./tabs";
import { trainingPanel } from "./training";
import { transfersPanel } from "./transfers";
import { trouble } from "./trouble";
import { unlockBar } from "./unlock";
import { validationsPanel } from "./validations";
import { isWhole } from "./version-list";
import { versionsPanel, type Shown } from "./versions";

/** So many versions are asked for at first. */
const PAGE = 50;
/** Milliseconds: a desk that does not fill up by then is shown as it is. */
const PATIENCE = 10_000;
/** Seconds: so often a desk is asked where nothing happens. */
const IDLE = 3;

export function showOperations(view: View): void {
  const { main, path, signal, title } = view;
  title(say.title);
  const place = h("div", { class: "operations-place" });
  main.append(h("div", { class: "wrap operations" },
    h("div", { class: "page-head" }, h("h1", {}, say.title)), unlockBar(signal), place, keysPanel(signal), auditPanel(signal)));
  void load();

  async function load(): Promise<void> {
    place.dataset["ready"] = "false";
    replace(place, h("p", { class: "loading", role: "status" }, shared.oneMoment));
    try {
      const list = await api.predictors(signal);
      const chosen = path[1] ?? list.predictors[0]?.name;
      const entry = list.predictors.find((predictor) => predictor.name === chosen);
      if (entry) title(say.titleOf(entry.title));
      replace(place,
        brokenFolders(list.broken),
        brokenTranslations(list.broken_translations ?? []),
        tabs(list, chosen),
        entry ? desk(entry.name, signal, ready)
          : h("p", { class: "note" }, list.predictors.length === 0 ? say.noPredictor : say.noSuchPredictor));
      if (!entry) ready();
    } catch (error) {
      if (signal.aborted) return;
      ready();
      replace(place, h("div", { class: "alert alert-danger", role: "alert" }, icon("warning"), h("span", {}, failed(error)),
        h("button", { type: "button", class: "button button-small", "data-action": "retry", onclick: () => void load() }, shared.tryAgain)));
    }
  }

  /** What stands below comes into sight. */
  function ready(): void {
    place.dataset["ready"] = "true";
  }
}

/** All panels of one predictor, and the one loop that keeps them fresh. */
function desk(name: string, signal: AbortSignal, ready: () => void): HTMLElement {
  const unheard = trouble();
  const serving = servingPanel();
  const evaluation = evaluationPanel(name, signal);
  const versions = versionsPanel(name, () => names, signal, {
    promoted: (version) => void promoted(version),
    withdrawn: (version) => void withdrawn(version),
    held: (version, now) => void held(version, now),
    overtaken: (now) => void overtaken(now),
    more: (further) => {
      wanted = further === null ? Math.max(wanted, MOST) : wanted + Math.max(further, PAGE);
      void refresh();
    },
  });
  let wanted = PAGE;
  let names: SetNames = new Map();
  let known: Shown = { versions: [], champion: null, total: 0, more: false };
  const collection = collectionPanel(name, signal, { collected: () => void refresh(), held: (version) => void held(version, true) });
  const datasets = datasetsPanel(name, signal, {
    withdrawn: (version) => void withdrawn(version),
    named: (found) => {
      if (JSON.stringify([...found]) === JSON.stringify([...names])) return;
      names = found;
      versions.named();
      training.named();
    },
    learners: (set) => ({ versions: known.versions.filter(isWhole).filter((version) => version.datasets.includes(set)), more: known.more }),
  });
  const validations = validationsPanel(name, signal);
  const history = historyPanel(name, signal);
  const transfers = transfersPanel(name, signal, () => void refresh());
  const training = trainingPanel(name, () => names, signal, () => void settle());
  const waiting = h("p", { class: "loading", role: "status" }, shared.oneMoment);
  const panels = h("div", { class: "desk-panels" });
  const element = h("div", { class: "desk", "data-ready": "false" }, waiting, panels);
  let newest: string | undefined;
  /** what the desk shows: the champion on record, what answers, and whether something was refused */
  let shown = { champion: "", serving: "", refused: false };
  let asking = 0;
  /** the last time nobody could say how things stand */
  let stale = false;

  /** Asks for everything; the version that answers, or null where nobody could say. */
  async function refresh(): Promise<string | null> {
    asking++;
    try {
      const [predictor, list, champion] = await Promise.all([
        api.predictor(name, signal), listed(name, wanted, signal), api.champion(name, signal), learnLabels(name, signal),
      ]);
      unheard.heard("desk");
      stale = false;
      known = list;
      shown = { champion: fingerprint(champion), serving: predictor.serving?.version ?? "", refused: predictor.refusals.length > 0 };
      serving.update(predictor, champion);
      versions.update(list, predictor, champion);
      validations.offer(list);
      transfers.offer(list);
      history.update(champion);
      const latest = list.versions.find((version) => !("broken" in version))?.version;
      if (latest !== newest || latest === undefined) {
        newest = latest;
        await evaluation.show(latest ?? null);
      }
      return shown.serving;
    } catch (error) {
      stale = true;
      if (!signal.aborted) unheard.missed("desk", error, IDLE);
      return null;
    } finally {
      asking--;
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

  /** The server's processes load a new champion within a second or two: says so when it answers. */
  async function promoted(version: string): Promise<void> {
    for (let tries = 0; tries < 12 && !signal.aborted; tries++) {
      if ((await refresh()) === version) return versions.say(say.serves(version), true);
      if (tries === 0) versions.say(say.loading(version), false);
      try {
        await pause(700, signal);
      } catch {
        return;
      }
    }
    versions.say(say.notLoaded(version), false);
  }

  async function withdrawn(version: string): Promise<void> {
    await refresh();
    versions.say(say.withdrawn(version), true);
  }

  async function held(version: string, now: boolean): Promise<void> {
    await refresh();
    versions.say(now ? say.held(version) : say.released(version), true);
  }

  /** Whoever was too late sees what answers now, and decides again. */
  async function overtaken(now: Champion | null): Promise<void> {
    await refresh();
    versions.say(now ? say.overtakenBy(now.version, when(now.since), now.reason) : say.overtaken, false);
  }

  /** Everything appears at once: whatever came earlier would be moved by what comes later. */
  async function settled(): Promise<void> {
    try {
      await Promise.race([pause(PATIENCE, signal), Promise.all([refresh(), datasets.first, validations.first, training.first])]);
    } catch {
      return;
    }
    waiting.remove();
    element.dataset["ready"] = "true";
    ready();
  }

  void settled();
  let round = 0;
  void keepAsking(async () => {
    try {
      const [jobs, champion] = await Promise.all([api.retrainings(name, signal), api.champion(name, signal), learnLabels(name, signal)]);
      training.update(jobs);
      unheard.heard("jobs");
      // Whatever another tab or the command line did is followed; a version that is being loaded is waited for.
      const loading = champion.champion?.version !== (shown.serving || undefined) && !shown.refused;
      if (asking === 0 && (fingerprint(champion) !== shown.champion || loading || stale)) void refresh();
      // While a training runs, every second; else every three.
      if (jobs.some((job) => !isOver(job))) return 1000;
    } catch (error) {
      if (signal.aborted) return null;
      training.missed();
      return 1000 * unheard.missed("jobs", error, IDLE);
    }
    if (++round % 10 === 0) void refresh();
    return 1000 * IDLE;
  }, signal);

  panels.append(unheard.element,
    h("div", { class: "desk-top" }, serving.element, training.element),
    versions.element, evaluation.element, datasets.element, validations.element, history.element, transfers.element, collection);
  return element;
}

/** Differs from one state of the champion's record to the next. */
const fingerprint = ({ champion, history }: ChampionAnswer): string => [champion?.version, champion?.since, history[0]?.at, history[0]?.event, history.length].join(" ");
