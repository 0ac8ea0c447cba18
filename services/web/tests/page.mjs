// The page's modules as a test has them: loaded as its bundler would, with their words in English, as a visitor finds them.

import { registerHooks } from "node:module";

// They name each other as the bundler wants it: without an ending.
registerHooks({ resolve: (name, context, next) => next(/^\.{1,2}\/.*(?<!\.\w{2,3})$/.test(name) ? `${name}.ts` : name, context) });

const { speak, spoken } = await import("../src/words/language.ts");

/** What the named modules export, with the words of all rooms that they use: page("predict/wording", "predict/change") */
export async function page(...names) {
  const modules = await Promise.all(names.map((name) => import(`../src/${name}.ts`)));
  await spoken();
  return Object.assign({}, ...modules);
}

/** Changes the language of all that is loaded: "en", "de" or "zh". */
export async function inLanguage(language) {
  speak(language);
  await spoken();
}
