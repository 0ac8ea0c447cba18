/** A dialog that asks, with a form in it, and goes with the page that opened it. */

import { freshId, h, type Child } from "../ui/dom";
import { say as shared } from "../words/shared";

interface Question {
  title: string;
  forced?: boolean;
  signal: AbortSignal;
  confirm: HTMLButtonElement;
  submit: () => Promise<void>;
}

/** Opens it; whoever leaves it changes nothing. */
export function ask({ title, forced = false, signal, confirm, submit }: Question, ...content: Child[]): HTMLDialogElement {
  const titleId = freshId("dialog");
  const dialog = h("dialog", { class: forced ? "dialog dialog-forced" : "dialog", "data-forced": forced, "aria-labelledby": titleId },
    h("form", {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
      h("h2", { id: titleId }, title),
      content,
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", "data-action": "dismiss", onclick: () => dialog.close() }, shared.leaveAsItIs), confirm)));
  dialog.addEventListener("close", () => dialog.remove());
  signal.addEventListener("abort", () => dialog.close(), { once: true });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
