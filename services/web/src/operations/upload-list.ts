/** A list of uploaded files, asked for again and again, with what became of the operator's last action beneath it. */

import { onKeyChange, own, withKey } from "../net/key";
import { keepAsking } from "../net/poll";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { failed } from "./failure";
import { trouble } from "./trouble";

interface Uploads<T> {
  signal: AbortSignal;
  list: HTMLUListElement;
  ask(): Promise<T[]>;
  idOf(each: T): string;
  row(each: T): HTMLElement;
  /** whether something is still done with it: then it is asked for every second */
  underWay(each: T): boolean;
}

export function uploadList<T>({ signal, list, ask, idOf, row, underWay }: Uploads<T>) {
  const message = h("div", { role: "status" });
  const unheard = trouble();
  const rows = new Map<string, { element: HTMLElement; drawn: string }>();
  let latest: T[] = [];
  let wake: () => void = () => undefined;
  let told: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (told = resolve));

  function say(text: Child, good = true): void {
    replace(message, notice(text, good));
  }

  /** A row is drawn anew only when it changed, so that a list of faults stays open while another file is checked. */
  function show(): void {
    const order = latest.map((each) => {
      const drawn = JSON.stringify([each, own()]);
      const known = rows.get(idOf(each));
      if (known?.drawn === drawn) return known.element;
      const element = row(each);
      if (known?.element.isConnected) known.element.replaceWith(element);
      rows.set(idOf(each), { element, drawn });
      return element;
    });
    for (const id of rows.keys()) if (!latest.some((each) => idOf(each) === id)) rows.delete(id);
    if (order.length !== list.childElementCount || order.some((element, index) => list.children[index] !== element)) list.replaceChildren(...order);
  }

  /** Waits, unless somebody has something new. */
  const rest = (milliseconds: number) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });

  // With a key more may be told of them.
  onKeyChange(() => {
    show();
    wake();
  }, signal);
  void keepAsking(async () => {
    try {
      latest = await ask();
      show();
      unheard.heard("list");
    } catch (error) {
      if (signal.aborted) return null;
      told();
      await rest(1000 * unheard.missed("list", error, 5));
      return 0;
    }
    told();
    await rest(latest.some(underWay) ? 1000 : 10_000);
    return 0;
  }, signal);

  return {
    message,
    trouble: unheard.element,
    /** once the list was asked for */
    first,
    say,
    /** asks at once */
    wake: () => wake(),
    /** Does something with the key, and asks for the list anew; a failure is said. */
    async act<R>(work: (key: string) => Promise<R>, done: (result: R) => Child): Promise<void> {
      try {
        const result = await withKey(work);
        replace(message, done(result));
      } catch (error) {
        say(failed(error), false);
      }
      wake();
    },
  };
}

export const notice = (text: Child, good: boolean): HTMLElement =>
  h("p", { class: good ? "alert alert-info" : "alert alert-danger" }, icon(good ? "info" : "warning"), h("span", {}, text));
