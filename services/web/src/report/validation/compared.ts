/** Each figure beside that of the training, drawn and in numbers, and a word about the distance between them. */

import { files } from "../../charts/files";
import { forestPicture } from "../../charts/forest";
import { legend } from "../../charts/frame";
import { scaleOf, type Mark, type Scale } from "../../charts/interval";
import { intervalPair } from "../../charts/interval-pair";
import type { ComparedFigure } from "../../net/wire/validations";
import { foundPill } from "../../status/difference";
import { said } from "../../status/said";
import { h, type Child } from "../../ui/dom";
import { english } from "../../ui/english";
import { between, decimal, minus, percent, signed } from "../../words/numbers";
import { say } from "../../words/validation";

const DIGITS: Record<string, number> = { log_loss: 4, brier: 4 };

/** What a perfect version comes to. */
const PERFECT: Record<string, number> = { slope: 1, intercept: 0, observed_expected: 1 };

export function comparedTable(figures: ComparedFigure[]): HTMLElement {
  const chart = h("table", { class: "compared", "data-chart": "compared" },
    h("caption", { class: "visually-hidden" }, say.comparedCaption),
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, say.figure), h("th", { scope: "col", class: "compared-track" }, say.bothIntervals), h("th", { scope: "col" }, say.here), h("th", { scope: "col" }, say.inTraining),
      h("th", { scope: "col", class: "numeric" }, say.z), h("th", { scope: "col" }, say.whatItSays))),
    h("tbody", {}, figures.map((figure) => {
      const scale = scaleOfBoth(figure);
      return h("tr", { "data-figure": figure.name },
        h("th", { scope: "row" }, say.figures[figure.name] ?? english(figure.label)),
        h("td", { class: "compared-track" }, scale && intervalPair(markOf(figure.training), markOf(figure.here), scale)),
        h("td", { "data-label": say.here }, value(figure, figure.here)),
        h("td", { "data-label": say.inTraining }, value(figure, figure.training)),
        h("td", { class: "numeric", "data-label": say.z }, figure.z === null ? "–" : signed(figure.z, 1)),
        h("td", { class: "compared-words" }, foundPill(figure.found), h("span", { class: "cell-note" }, said(figure.words))));
    })));
  return h("div", { class: "compared-chart" },
    legend(["sample-side-b", say.hereWithInterval], ["sample-side-a", say.inTrainingWithInterval], ["sample-ideal", say.perfect]),
    chart,
    files(chart, "compared", say.comparedCaption, {
      columns: ["figure", "here", "here_low", "here_high", "in_training", "in_training_low", "in_training_high", "z", "found"],
      rows: figures.map(({ name, here, training, z, found }) => [name, ...cellsOf(here), ...cellsOf(training), z, found]),
    }, { picture: () => forestPicture(say.comparedCaption, rowsOf(figures), null) }));
}

type Measured = ComparedFigure["here"];

const markOf = (measured: Measured): Mark | null =>
  measured && { estimate: measured.estimate, low: measured.low ?? measured.estimate, high: measured.high ?? measured.estimate };

/** Each figure has a scale of its own: an AUROC and a slope have none in common. */
function scaleOfBoth({ name, here, training }: ComparedFigure): Scale | null {
  const marks = [markOf(here), markOf(training)].filter((mark) => mark !== null);
  return marks.length === 0 ? null : scaleOf(marks, PERFECT[name] ?? null);
}

const cellsOf = (measured: Measured) => [measured?.estimate ?? null, measured?.low ?? null, measured?.high ?? null];

function rowsOf(figures: ComparedFigure[]) {
  return figures.flatMap((figure) => {
    const scale = scaleOfBoth(figure);
    const label = say.figures[figure.name] ?? figure.label;
    return ([[say.here, figure.here, true], [say.inTraining, figure.training, undefined]] as const).flatMap(([side, measured, strong]) => {
      const mark = markOf(measured);
      return mark && scale && measured ? [{ label: say.figureOf(label, side), mark, words: words(figure, measured), strong, scale }] : [];
    });
  });
}

const write = ({ name }: ComparedFigure, each: number): string => (name === "prevalence" ? percent(each) : minus(decimal(each, DIGITS[name] ?? 3)));

const span = (figure: ComparedFigure, { low, high }: NonNullable<Measured>): string | null =>
  (low === null || high === null ? null : between(write(figure, low), write(figure, high)));

function words(figure: ComparedFigure, measured: NonNullable<Measured>): string {
  const around = span(figure, measured);
  return `${write(figure, measured.estimate)}${around === null ? "" : ` (${around})`}`;
}

function value(figure: ComparedFigure, measured: Measured): Child {
  if (measured === null) return "–";
  return h("span", {}, write(figure, measured.estimate), h("span", { class: "cell-note" }, span(figure, measured)));
}
