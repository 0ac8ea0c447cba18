/** What the server says stands in English, whatever language the page speaks. */

import { language } from "../words/language";
import { h, type Child } from "./dom";

/** Said to be English, so that a screen reader and a translator of the browser know. */
export const english = (text: string): Child => (language() === "en" || text === "" ? text : h("span", { lang: "en" }, text));
