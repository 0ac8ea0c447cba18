/** What the gate said of a version, and what was made of it. */

import type { Ending, GateCheck } from "../net/wire/report";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/status";
import { passedOf, told } from "./checks";
import { behind, inList, reasonsInWords } from "./reasons";
import { reasonsSaid, type CodesOf } from "./said";

export type Outcome = "accepted" | "undecided" | "rejected";

export const gateOutcome = ({ outcome, accepted }: { outcome?: Outcome; accepted: boolean }): Outcome => outcome ?? (accepted ? "accepted" : "rejected");

/**
 * @param checks where they are not shown beside it: what was passed is one line then, and can be opened
 * @param tell how reasons are told, where somebody knows better words than the server's
 */
export function gateAlert(outcome: Outcome, reasons: string[], checks: GateCheck[] | null = null, tell = reasonsInWords): HTMLElement {
  const kind = { accepted: "alert-good", undecided: "alert-info", rejected: "alert-warning" }[outcome];
  return h("div", { class: `alert ${kind}`, "data-gate": outcome },
    icon(outcome === "accepted" ? "check" : outcome === "undecided" ? "info" : "warning"),
    h("div", {},
      h("p", {}, h("strong", {}, say.gate[outcome])),
      checks === null ? tell(reasons) : folded(reasons, checks, outcome === "accepted")));
}

function folded(reasons: string[], checks: GateCheck[], accepted: boolean): HTMLElement[] {
  const { first, folded: others } = told(reasons, checks, accepted);
  const open = inList(reasonsSaid(first, checks));
  return [...(open ? [open] : []), ...(checks.length > 0 ? [behind(passedOf(checks), reasonsSaid(others, checks))] : [])];
}

/** What kept it from becoming champion by itself, beside what the gate said; `tell` as above. */
export function whyCandidate(said: string[], ending: Ending | undefined, tell: (reasons: string[], told?: CodesOf) => HTMLElement | null = reasonsInWords): HTMLElement | null {
  if (ending?.outcome !== "candidate") return null;
  return h("div", { class: "alert alert-info", "data-ending": "candidate" }, icon("info"),
    h("div", {}, h("p", {}, h("strong", {}, say.keptAsCandidate)),
      tell(ending.reasons.filter((reason) => !said.includes(reason)), ending.reason_codes?.filter((_, place) => !said.includes(ending.reasons[place] ?? "")))));
}
