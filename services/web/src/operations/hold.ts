/** Asks for a reason before a version is put under legal hold, or released from it. */

import { api } from "../net/api";
import { withKey } from "../net/key";
import type { Hold } from "../net/wire/versions";
import { h } from "../ui/dom";
import { actor, when } from "../words/numbers";
import { say } from "../words/versions";
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
  askForReason({
    title: hold ? say.releaseTitle : say.holdTitle,
    verb: hold ? say.releaseVerb : say.holdVerb,
    forced: false,
    signal,
    act: async (reason) => {
      await withKey((held) => (hold ? api.release(name, version, reason, held) : api.hold(name, version, reason, held)));
      return done;
    },
  },
    h("p", {}, h("code", {}, version)),
    hold
      ? [h("p", {}, say.heldSinceThen(when(hold.at), actor(hold.by), hold.reason)), h("p", {}, say.afterRelease)]
      : h("p", {}, say.whileHeld));
}
