/** The first page: what this is, and what can be predicted. */

import { api } from "../net/api";
import { keepAsking } from "../net/poll";
import type { Predictor, PredictorEntry } from "../net/wire/predictors";
import { jobInWords } from "../status/job";
import { noModelYet, withoutModel } from "../status/no-model";
import { told } from "../status/trouble";
import { predictAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { count } from "../words/numbers";
import { say } from "../words/app";
import { bellOfDots, icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import type { View } from "../ui/view";

export function showHome({ main, signal, title }: View): void {
  title("Bellwether");
  const cards = h("div", { class: "predictor-cards", "aria-busy": "true" });
  const failure = h("div", { role: "status" });
  main.append(hero(), h("section", { class: "wrap home-choice", "aria-labelledby": "choose" },
    h("h2", { id: "choose", class: "section-title" }, say.choose), failure, cards), principles());

  const details = new Map<string, Predictor>();
  const shown = new Map<string, Card>();

  void keepAsking(async () => {
    try {
      const { predictors } = await api.predictors(signal);
      cards.removeAttribute("aria-busy");
      replace(failure);
      for (const entry of predictors) {
        let card = shown.get(entry.name);
        if (!card) {
          card = predictorCard(entry.name);
          shown.set(entry.name, card);
          cards.append(card.element);
        }
        card.update(entry, details.get(entry.name));
        void describe(entry, card);
      }
      for (const [name, card] of shown) {
        if (predictors.some((entry) => entry.name === name)) continue;
        card.element.remove();
        shown.delete(name);
      }
      if (predictors.length === 0) replace(failure, h("p", { class: "note" }, say.nothingYet));
      // Only something that is on its way is worth asking for again.
      const missing = predictors.filter((entry) => !entry.champion);
      if (missing.length === 0 && predictors.length > 0) return null;
      return predictors.length > 0 && missing.every(withoutModel) ? 5000 : 1500;
    } catch (error) {
      if (signal.aborted) return null;
      cards.removeAttribute("aria-busy");
      replace(failure, h("p", { class: "alert alert-danger" }, icon("warning"), h("span", {}, told(error), " ", say.keepsAsking)));
      return 4000;
    }
  }, signal);

  /** The list does not say how many people a predictor rests on; its own page does. */
  async function describe(entry: PredictorEntry, card: Card): Promise<void> {
    if (details.has(entry.name)) return;
    try {
      const predictor = await api.predictor(entry.name, signal);
      details.set(entry.name, predictor);
      card.update(entry, predictor);
    } catch {
      // The card stands without its row count; the next round asks again.
    }
  }
}

function hero(): HTMLElement {
  return h("section", { class: "hero" },
    h("div", { class: "wrap hero-grid" },
      h("div", {},
        h("h1", {}, say.heroTitle),
        h("p", { class: "lead" },
          say.heroLead)),
      bellOfDots()));
}

function principles(): HTMLElement {
  const point = (title: string, text: string) => h("div", {}, h("h3", {}, title), h("p", {}, text));
  return h("section", { class: "principles", "aria-label": say.howItWorks },
    h("div", { class: "wrap principle-grid" },
      say.principles.map(([title, text]) => point(title, text))));
}

function basedOn(predictor: Predictor | undefined): string {
  if (!predictor) return "\u00a0";
  const { population, wording } = predictor;
  return population.rows === null ? population.who : say.restsOn(count(population.rows), wording.people);
}

interface Card {
  element: HTMLElement;
  update(entry: PredictorEntry, predictor: Predictor | undefined): void;
}

function predictorCard(name: string): Card {
  const heading = h("h3", {});
  const summary = h("p", { class: "card-summary" });
  const basis = h("p", { class: "card-basis" });
  const words = h("p", { class: "card-learning" });
  const bar = progressBar(say.training);
  const learning = h("div", { hidden: true }, bar.element, words);
  const state = h("p", { class: "card-state" });
  const element = h("article", { class: "card predictor-card", "data-predictor": name },
    h("a", { class: "card-cover", href: predictAddress(name) }, heading),
    summary, basis, h("div", { class: "card-foot" }, learning, state));
  return {
    element,
    update(entry, predictor) {
      replace(heading, entry.title);
      replace(summary, entry.summary);
      basis.textContent = basedOn(predictor);
      const job = entry.champion ? null : entry.training;
      learning.hidden = !job;
      if (job) {
        bar.set(job.progress, jobInWords(job));
        words.textContent = say.learningNow(jobInWords(job));
      }
      replace(state, entry.draft && entry.champion ? say.draft
        : entry.champion ? [say.answer, icon("arrow")]
        : job ? null
        : withoutModel(entry) ? noModelYet(name, entry)
        : say.keepsLooking);
      state.classList.toggle("is-ready", Boolean(entry.champion) && !entry.draft);
    },
  };
}
