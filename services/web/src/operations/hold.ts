/** Asks for a reason before a version is put under legal hold, or released from it. */

import { api } from "../net/api";
import { withKey } from "../net/key";
import type { Hold } from "../net/wire/versions";
import { h } from "../ui/dom";
import { actor, when } from "../words/numbers";
import { askForReason } from "./reason";

interface Holding {
  name: string;
  version: string;
  /** the hold that it is under, null where it is under none */
  hold: Hold | null;
  signal: AbortSignal;
  done(): void;
}

export function confirmHold({ name, version, hold, signal, done }: Holding): void {
  const verb = hold ? "Release" : "Hold";
  askForReason({
    title: hold ? "Release this version?" : "Hold this version?",
    verb,
    forced: false,
    signal,
    act: async (reason) => {
      await withKey((held) => (hold ? api.release(name, version, reason, held) : api.hold(name, version, reason, held)));
      return done;
    },
  },
    h("p", {}, h("code", {}, version)),
    hold
      ? [h("p", {}, `Held since ${when(hold.at)} by ${actor(hold.by)}: ${hold.reason}`), h("p", {}, "Afterwards a collection may remove it, where nothing else keeps it.")]
      : h("p", {}, "No collection removes it until somebody releases it. Whether it answers does not change."));
}
