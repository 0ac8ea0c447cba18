/** A version to choose, newest first, the champion where none is chosen. */

import type { Version } from "../net/wire/versions";
import { freshId, h } from "../ui/dom";
import { say } from "../words/datasets";
import { count } from "../words/numbers";
import { say as shared } from "../words/shared";
import { say as ofVersions } from "../words/versions";
import { isWhole } from "./version-list";
import type { Shown } from "./versions";

/** @param known what the list is known by */
export function versionChoice(known: string) {
  const element = h("select", { id: freshId(known), [`data-${known}`]: true }, h("option", { value: "" }, say.theChampionItself));
  let offered = "";
  return {
    element,
    /** what can be chosen; what is chosen stays chosen */
    offer({ versions, total, more }: Pick<Shown, "versions" | "total" | "more">): void {
      const whole = versions.filter(isWhole);
      const now = JSON.stringify([whole.map(named), total, more]);
      if (offered === now) return;
      offered = now;
      const chosen = element.value;
      element.replaceChildren(h("option", { value: "" }, say.theChampionItself), ...whole.map((each) => h("option", { value: each.version }, named(each))),
        // Older ones are not known here.
        ...(more ? [h("option", { disabled: true }, ofVersions.chooseOlder(count(versions.length), count(total)))] : []));
      element.value = whole.some((each) => each.version === chosen) ? chosen : "";
    },
  };
}

const named = (each: Version): string =>
  shared.list([each.version, each.champion ? say.versionIs.champion : each.withdrawn ? say.versionIs.withdrawn : each.outcome === "promoted" ? "" : say.versionIs[each.outcome]].filter(Boolean));
