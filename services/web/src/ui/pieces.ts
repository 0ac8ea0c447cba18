/** A sentence of the catalogue as elements: what stands out does, and what leads somewhere is a link. */

import type { Piece } from "../words/pieces";
import { say } from "../words/shared";
import { h, type Child } from "./dom";

/** @param link makes the link of its words */
export const inPieces = (pieces: Piece[], link: (words: string) => Child = (words) => words): Child[] => pieces.map((piece) => {
  if (typeof piece === "string") return arrow(piece);
  if ("link" in piece) return link(piece.link);
  if ("answer" in piece) return h("em", {}, piece.answer);
  return "question" in piece ? h("em", {}, piece.question) : h("strong", {}, "figure" in piece ? piece.figure : piece.strong);
});

/** The same without any marks. */
export const plain = (pieces: Piece[]): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : Object.values(piece).join(""))).join("");

/** An arrow is for the eye. */
function arrow(text: string): Child {
  const [before = "", after] = text.split("→");
  return after === undefined ? text : [before, h("span", { "aria-hidden": "true" }, "→"), h("span", { class: "visually-hidden" }, say.arrow), after];
}
