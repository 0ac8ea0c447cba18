/** The winner beside what is easy to do: nothing, the reference alone, plain logistic regression. */

import { files } from "../charts/files";
import { forestNumbers, forestPicture } from "../charts/forest";
import { intervalTrack, scaleOf } from "../charts/interval";
import type { FieldReport, Measures, Report } from "../net/wire/report";
import { said } from "../status/said";
import { h } from "../ui/dom";
import { decimal } from "../words/numbers";
import { say } from "../words/report-data";
import { say as shared } from "../words/shared";
import { section } from "./section";
import { modelName, spanOfMeasure } from "./words";

interface Row {
  name: string;
  label: string;
  metrics: Measures;
  own: boolean;
}

/** "AgeCategory and Sex alone" in the words of the form. */
export function inLabels(text: string, fields: FieldReport[]): string {
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return text.replace(/\w+/g, (word) => labels.get(word) ?? word);
}

export function baselinesSection({ evaluation, winner_label: label, data }: Report): HTMLElement {
  const { winner, champion, plain_logistic: plain, reference, always_no: never } = evaluation;
  const rows: Row[] = [
    { name: "this_version", label: say.thisVersion(modelName(label)), metrics: winner, own: true },
    ...(champion ? [{ name: "champion", label: say.championThen, metrics: champion, own: false }] : []),
    ...(plain ? [{ name: "plain_logistic", label: say.plainLogistic, metrics: plain, own: false }] : []),
    ...(reference ? [{ name: "reference", label: inLabels(reference.label, data.fields), metrics: reference.metrics, own: false }] : []),
    { name: "always_no", label: say.alwaysNo, metrics: never, own: false },
  ];
  return section("baselines", say.baselines,
    say.baselinesLead,
    h("div", { class: "baseline-pair" }, forest(rows, "auroc", say.auroc, say.furtherRight, 3), forest(rows, "log_loss", say.logLoss, say.furtherLeft, 4)),
    evaluation.no_champion ? h("p", { class: "muted" }, say.noChampion, said(evaluation.no_champion), shared.stop) : null,
    h("p", { class: "muted" }, say.alwaysRight(decimal(100 * (never.accuracy ?? 0), 1))));
}

function forest(rows: Row[], key: "auroc" | "log_loss", title: string, note: string, digits: number): HTMLElement {
  const known = rows.flatMap(({ name, label, metrics, own }) => {
    const value = metrics[key];
    const span = metrics.intervals?.[key];
    return value === null ? [] : [{ name, label, own, metrics, mark: { estimate: value, low: span?.[0] ?? value, high: span?.[1] ?? value } }];
  });
  const scale = scaleOf(known.map(({ mark }) => mark), known.find(({ own }) => own)?.mark.estimate ?? null);
  const forestRows = known.map(({ name, label, own, mark, metrics }) => ({ name, label, mark, strong: own || undefined, words: `${decimal(mark.estimate, digits)} (${spanOfMeasure(metrics, key, digits) ?? "–"})` }));
  const chart = h("table", { class: "forest forest-small", "data-chart": `baselines-${key}` },
    h("caption", {}, h("strong", {}, title), h("span", { class: "muted" }, ` – ${note}`)),
    h("tbody", {}, known.map(({ label, own, mark, metrics }) => h("tr", { class: own ? "is-winner" : "", "data-baseline": label },
      h("th", { scope: "row" }, label),
      h("td", { class: "forest-track" }, intervalTrack(mark, scale, own ? "is-winner" : "")),
      h("td", { class: "numeric" }, decimal(mark.estimate, digits), h("span", { class: "muted cell-note" }, spanOfMeasure(metrics, key, digits)))))));
  return h("div", {}, chart, files(chart, `baselines-${key}`, say.againstEasy(title), forestNumbers("model", forestRows), { picture: () => forestPicture(title, forestRows, scale) }));
}
