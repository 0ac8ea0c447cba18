/** A version as a file for another site, and one of another site taken in. */

import { api } from "../net/api";
import { onKeyChange, refusal, withKey } from "../net/key";
import { pause } from "../net/poll";
import type { Import } from "../net/wire/versions";
import { h, replace, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { save } from "../ui/save";
import { megabytes } from "../words/numbers";
import { say as shared } from "../words/shared";
import { say } from "../words/transfers";
import { dropZone, type Kind } from "./drop-zone";
import { failed } from "./failure";
import { notice } from "./upload-list";
import { versionChoice } from "./version-choice";
import type { Shown } from "./versions";

const ARCHIVE: Kind = {
  accept: ".tar.gz,.tgz,.gz,application/gzip",
  type: (name) => (/\.(tar\.gz|tgz)$/i.test(name) ? "application/gzip" : null),
  isNone: (name) => say.notArchive(name),
  tooLarge: (name, size, limit) => say.tooLarge(name, size, limit),
};

/** An archive ends with an empty member of gzip, whose comment is the SHA-256 of all before it. */
const SEAL = { from: -75, to: -11 };

/** What both ends compare. */
const digest = (sha256: string | null): Child => (sha256 === null ? null : [" ", h("code", { "data-sha256": sha256 }, sha256)]);

/** @param taken a version has come */
export function transfersPanel(name: string, signal: AbortSignal, taken: () => void) {
  const choice = versionChoice("exported");
  const button = h("button", { type: "submit", class: "button", "data-action": "export" }, icon("download"), say.download);
  const went = h("div", { role: "status" });
  const came = h("div", { role: "status" });
  let champion: string | null = null;
  const zone = dropZone<Import>(name, signal, { path: () => "imports", name: "import", kind: ARCHIVE, words: (limit) => say.takes(limit), arrived: (first) => void follow(first) });
  const element = h("section", { class: "card transfers", "aria-labelledby": "transfers-title", hidden: true },
    h("h2", { id: "transfers-title" }, say.title), h("p", { class: "muted" }, say.lead),
    h("h3", {}, say.goes),
    h("form", {
      class: "retrain-form", novalidate: true, autocomplete: "off",
      onsubmit: (event) => {
        event.preventDefault();
        void handOver();
      },
    },
      h("label", { for: choice.element.id }, shared.version), h("div", { class: "retrain-row" }, choice.element, button)),
    h("p", { class: "muted" }, say.holds), went,
    h("h3", {}, say.comes), zone.element, came);

  onKeyChange(() => {
    element.hidden = refusal("export", name) !== null && refusal("import", name) !== null;
    lock();
    replace(went);
  }, signal);

  function lock(): void {
    button.disabled = refusal("export", name) !== null || (choice.element.value || champion) === null;
  }

  async function handOver(): Promise<void> {
    const version = choice.element.value || champion;
    if (version === null) return;
    button.disabled = true;
    replace(went, notice(say.packing, true));
    try {
      const archive = await withKey((mine) => api.exported(name, version, mine, signal));
      const file = `${name}-${version}.tar.gz`;
      save(file, archive);
      const sha256 = await archive.slice(SEAL.from, SEAL.to).text();
      replace(went, notice([say.handedOver(file, megabytes(archive.size)), digest(sha256)], true));
    } catch (error) {
      if (!signal.aborted) replace(went, notice(failed(error), false));
    } finally {
      lock();
    }
  }

  /** Until the trainer has taken it in, or has not. */
  async function follow(first: Import): Promise<void> {
    const { version } = first;
    const beside = (now: Import): Child => [now.same_declaration === false ? [shared.gap, say.otherDeclaration] : null, digest(now.sha256)];
    if (first.status === "done") return replace(came, notice([say.wasHere(version), beside(first)], true));
    replace(came, notice([say.proven(version), beside(first)], true));
    try {
      for (let now = first; ;) {
        if (now.status === "failed") return replace(came, notice([say.notTaken(version), english(now.error ?? ""), shared.stop], false));
        if (now.status === "done") {
          replace(came, notice([say.isHere(version), beside(now)], true));
          return taken();
        }
        await pause(1000, signal);
        now = await withKey((mine) => api.imported(name, version, mine, signal));
      }
    } catch (error) {
      if (!signal.aborted) replace(came, notice(failed(error), false));
    }
  }

  return {
    element,
    offer(shown: Shown): void {
      champion = shown.champion?.version ?? null;
      choice.offer(shown);
      lock();
    },
  };
}
