/** Which versions would go and which stay, each with its reasons, some at a time. */

import { refusal } from "../net/key";
import type { Collection } from "../net/wire/versions";
import { reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { say } from "../words/collections";
import { count } from "../words/numbers";
import { say as desk } from "../words/operations";
import { say as ofVersions } from "../words/versions";
import { reasonsTogether } from "./collection-words";

/** So many are shown at first, and so many more each time. */
const SHOWN = 10;

/** @param hold puts one that would go under legal hold */
export function plan(found: Collection, hold: (version: string) => void): HTMLElement {
  const { predictor, going, staying, goes, stays, reasons } = found;
  const locked = refusal("hold", predictor);
  return h("div", { class: "plan" },
    going === 0 ? null : part("goes", say.goesTitle(going, count(going)), true, goes.map((version) => h("li", { "data-goes": version },
      link(predictor, version),
      h("button", { type: "button", class: "button button-small button-quiet", "data-action": "hold-instead", disabled: locked !== null, title: locked, onclick: () => hold(version) }, ofVersions.holdMore))), going),
    staying === 0 ? null : part("stays", say.staysTitle(staying, count(staying)), false, stays.map((each) => h("li", { "data-stays": each.version },
      link(predictor, each.version), h("span", { class: "muted" }, reasonsTogether(each.reasons)))), staying,
    h("dl", { class: "facts plan-reasons" }, [...reasons].sort((a, b) => b.versions - a.versions).map(({ reason, versions }) =>
      [h("dt", { class: "numeric" }, count(versions)), h("dd", {}, reasonsTogether([reason]))]))));
}

const link = (predictor: string, version: string): HTMLElement => h("a", { href: reportAddress(predictor, version) }, h("code", {}, version));

/** A list that is opened; of `all` the server names the first. */
function part(name: string, title: string, open: boolean, rows: HTMLElement[], all: number, above: HTMLElement | null = null): HTMLElement {
  const list = h("ul", { class: `plan-list plan-${name}` });
  const foot = h("p", { class: "more-row" });
  let shown = 0;
  const more = (): void => {
    shown += SHOWN;
    replace(list, rows.slice(0, shown));
    replace(foot, shown < rows.length
      ? [h("span", { class: "muted" }, say.shownOf(count(shown), count(all))), h("button", { type: "button", class: "button button-small", "data-action": `more-${name}`, onclick: more }, desk.showMore)]
      : all > rows.length ? h("span", { class: "muted" }, say.notListed(count(all - rows.length))) : null);
  };
  more();
  return h("details", { class: "plan-part", open }, h("summary", {}, title), above, list, foot);
}
