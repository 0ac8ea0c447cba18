/** One predictor: the form on one side, the result on the other. */

import { api, explain, inWords, Problem } from "../net/api";
import { key } from "../net/key";
import { keepAsking, pause } from "../net/poll";
import type { Job } from "../net/wire/jobs";
import type { Inputs } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { isOver, jobInWords } from "../status/job";
import { lastTraining, noModelYet, whyRejected, withoutModel, type Ended } from "../status/no-model";
import { h, replace } from "../ui/dom";
import { count } from "../ui/format";
import { icon } from "../ui/icons";
import { load } from "../ui/loading";
import { progressBar } from "../ui/progress";
import type { View } from "../ui/view";
import { predictForm } from "./form";
import { resultPanel } from "./result";

export function showPredict(view: View): void {
  const { main, path, signal, title } = view;
  const name = path[1] ?? "";
  title("Predict");
  const place = h("div", { class: "wrap" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: {
      heading: "There is no such predictor",
      words: "It may have been removed.",
      way: ["#/", "See what can be predicted"],
    },
    failed: "The questions could not be loaded",
  });

  async function fill(): Promise<void> {
    const predictor = await api.predictor(name, signal);
    title(predictor.title);
    build(place, predictor, signal);
  }
}

function build(place: HTMLElement, predictor: Predictor, signal: AbortSignal): void {
  const panel = resultPanel(predictor, signal);
  panel.empty();
  /** a newer request makes the answer to an older one worthless */
  let turn = 0;
  const form = predictForm(predictor, {
    submit: (inputs, unknown) => void predict(inputs, unknown, ++turn),
    edited: () => {
      edited = true;
      if (panel.outdated()) form.outdated();
    },
  });
  /** an answer was changed since the request went out */
  let edited = false;

  replace(place,
    h("div", { class: "page-head" },
      h("p", { class: "crumb" }, h("a", { href: "#/" }, "All predictions")),
      h("h1", {}, predictor.title),
      h("p", { class: "lead" }, predictor.summary)),
    predictor.draft ? draftBanner(predictor) : null,
    audience(predictor),
    predictor.serving ? null : learningBanner(predictor, signal),
    h("div", { class: "predict-grid" }, form.element, h("div", { class: "result-column" }, panel.element)));

  async function predict(inputs: Inputs, unknown: string[], mine: number): Promise<void> {
    edited = false;
    form.busy(true);
    panel.working();
    try {
      for (;;) {
        try {
          const prediction = await api.predict(predictor.name, inputs, key(), signal);
          if (mine !== turn) return;
          panel.answer(prediction, unknown, () => api.explain(predictor.name, inputs, key(), signal).then((answer) => answer.explanation));
          form.busy(false);
          if (edited && panel.outdated()) form.outdated();
          return;
        } catch (error) {
          if (signal.aborted || mine !== turn) return;
          if (!(error instanceof Problem) || error.status !== 503) throw error;
          form.busy(false);
          if (withoutModel(error)) return panel.noModel(error, () => void predict(inputs, unknown, ++turn));
          panel.waiting(error.training);
          const ended = await follow(error.training, mine, error.retryAfter);
          if (mine !== turn) return;
          // What follows, such as the full training after a quick one that was rejected, is for the next answer to tell.
          if (ended && !ENDS.has(ended.status)) {
            throw new Problem(503, "No model", `The first training ended without a model${ended.error ? `: ${ended.error}` : ""}. An operator can start it again.`, [], null, null);
          }
        }
      }
    } catch (error) {
      if (signal.aborted || mine !== turn) return;
      if (error instanceof Problem && error.faults.length > 0) {
        panel.empty();
        form.complain(error.faults);
      } else panel.failed(closed(error) ?? inWords(error), () => void predict(inputs, unknown, ++turn));
      form.busy(false);
    }
  }

  /** Follows a training to its end. Without one, waits a moment, and the question is asked again. */
  async function follow(job: Job | null, mine: number, retryAfter: number | null): Promise<Job | null> {
    if (!job) {
      await pause((retryAfter ?? 3) * 1000, signal);
      return null;
    }
    let latest = job;
    while (!isOver(latest) && mine === turn) {
      await pause(1000, signal);
      try {
        latest = await api.retraining(job.id, signal);
        if (mine === turn) panel.waiting(latest);
      } catch (error) {
        if (signal.aborted) throw error;
        await pause(2000, signal);
      }
    }
    // A published version needs a moment until every process of the server has loaded it.
    await pause(700, signal);
    return latest;
  }
}

/** What to do where predictions are not public and this tab has no key that the server takes. */
const closed = (error: unknown): string | null => (error instanceof Problem && error.status === 401
  ? "On this server only holders of a key get predictions. Enter yours under Operations, come back and ask again." : null);

/** After these the next answer tells how things stand. */
const ENDS: ReadonlySet<string> = new Set(["published", "candidate", "rejected", "failed"]);

/** Nobody has written yet whom the numbers speak for: said before anything is asked. */
function draftBanner({ name }: Predictor): HTMLElement {
  return h("p", { class: "alert alert-info draft-banner", "data-draft": name }, icon("warning"), h("span", {},
    h("strong", {}, "A draft."), " Some of its texts are still to be written, so it answers holders of a key alone. ",
    h("a", { href: "#/operations" }, key() === null ? "Unlock with a key" : "The key is here"), "."));
}

/** Whom the numbers are about, said before any number is. */
function audience({ population, wording }: Predictor): HTMLElement {
  return h("section", { class: "audience", "aria-label": "Whom this is about" },
    h("p", {}, h("strong", {}, "Whom this is about: "), `${population.who}. If you are not like them, you are outside the studied population, and the result may not hold for you.`),
    h("details", {},
      h("summary", {}, "More about the data"),
      h("ul", {}, h("li", {}, `${population.rows === null ? "" : `It rests on ${count(population.rows)} ${wording.people}. `}Source: ${population.source}.`), population.limits.map((limit) => h("li", {}, limit)))));
}

/** Says before anybody has answered that the first model is still on its way. */
function learningBanner(predictor: Predictor, signal: AbortSignal): HTMLElement {
  const bar = progressBar("First training");
  const words = h("p", { class: "muted" });
  const learning = [
    h("p", {}, h("strong", {}, "The model is still learning."), " You can answer the questions already."), bar.element, words];
  const element = h("div", { class: "card learning-banner" });
  let stuck: string | null = null;
  const show = (latest: Ended) => {
    const job = latest.training;
    const now = withoutModel(latest) ? lastTraining(latest)?.id ?? "" : "";
    // Filled anew only at a change, so that a screen reader and the keyboard keep their place.
    if (now !== stuck) replace(element, now ? [h("p", {}, noModelYet(predictor.name, latest)), whyRejected(latest.rejected)] : learning);
    stuck = now;
    if (now) return;
    const text = job ? jobInWords(job) : "Waiting for the first training";
    bar.set(job?.progress ?? 0, text);
    words.textContent = text;
  };
  show(predictor);
  void keepAsking(async () => {
    const latest = await api.predictor(predictor.name, signal);
    if (latest.serving) {
      predictor.serving = latest.serving;
      element.remove();
      return null;
    }
    show(latest);
    return stuck ? 5000 : 1500;
  }, signal);
  return element;
}
