/** Which entries of the audit log are shown: by whom, what, of which predictor, when, and about what. */

import type { Audit } from "../net/wire/audit";
import { freshId, h } from "../ui/dom";
import { say } from "../words/audit";
import { asQuery, done, LOG, type Asked } from "./audit-words";

/** @param changed called with each change; what is typed counts once it is left */
export function auditFilter(changed: () => void) {
  const who = choice(say.everybody), action = choice(say.everything), predictor = choice(say.all);
  // A date is written as this browser is set to, in whatever language the page speaks: the person has chosen that, and the box shows it.
  const from = h("input", { type: "date", id: freshId("from"), "data-filter": "from" });
  const to = h("input", { type: "date", id: freshId("to"), "data-filter": "to" });
  const subject = h("input", { type: "search", id: freshId("subject"), autocomplete: "off", spellcheck: "false", maxlength: 100, placeholder: say.aboutWhat, "data-filter": "subject" });
  for (const [name, each] of Object.entries({ who, action, predictor })) each.dataset["filter"] = name;
  const clear = h("button", {
    type: "button", class: "button button-small button-quiet", "data-action": "clear-audit",
    onclick: () => {
      for (const each of [who, action, predictor, from, to, subject]) each.value = "";
      tell();
    },
  }, say.showAll);
  const element = h("form", { class: "audit-filter", "aria-label": say.which, novalidate: true, autocomplete: "off", onsubmit: (event) => event.preventDefault(), onchange: tell },
    field(say.head.who, who), field(say.head.what, action), field(say.predictor, predictor), field(say.from, from), field(say.to, to),
    field(say.head.about, subject), h("div", { class: "audit-clear" }, clear));
  let told = "";
  state();

  function asked(): Asked {
    return { who: who.value, action: action.value, predictor: predictor.value, subject: subject.value, from: from.value, to: to.value };
  }

  function state(): void {
    clear.disabled = Object.keys(asQuery(asked())).length === 0;
  }

  function tell(): void {
    state();
    const now = JSON.stringify(asked());
    if (now === told) return;
    told = now;
    changed();
  }

  return {
    element,
    query: () => asQuery(asked()),
    /** what can be chosen; what is chosen stays so */
    offer({ people, actions, chains }: Audit): void {
      fill(who, people.map((name) => [name, name === "operator" ? say.operator : name]));
      fill(action, actions.map((name) => [name, done(name)]));
      fill(predictor, chains.filter(({ of }) => of !== LOG).map(({ of }) => [of, of]));
      told ||= JSON.stringify(asked());
    },
  };
}

const field = (label: string, control: HTMLInputElement | HTMLSelectElement): HTMLElement =>
  h("div", { class: "audit-field" }, h("label", { for: control.id }, label), control);

const choice = (all: string): HTMLSelectElement => h("select", { id: freshId("filter"), "data-all": all }, h("option", { value: "" }, all));

function fill(select: HTMLSelectElement, options: [string, string][]): void {
  const chosen = select.value;
  const offered = JSON.stringify(options);
  if (select.dataset["offered"] === offered) return;
  select.dataset["offered"] = offered;
  select.replaceChildren(h("option", { value: "" }, select.dataset["all"]), ...options.map(([value, label]) => h("option", { value }, label)));
  select.value = options.some(([value]) => value === chosen) ? chosen : "";
}
