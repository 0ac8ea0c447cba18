/**
 * Markdown as elements. The text is taken apart by `marked` and built up by `h`, so that nothing in it
 * can become markup or script: HTML is shown as it is written, and links lead nowhere but to pages.
 */

import { marked, type Token, type Tokens } from "marked";
import { h, type Child } from "../ui/dom";
import { say } from "../words/card";

export function renderMarkdown(markdown: string): HTMLElement {
  return h("div", { class: "prose" }, blocks(marked.lexer(markdown, { gfm: true })));
}

const blocks = (tokens: Token[]): Child[] => tokens.map(block);

function block(token: Token): Child {
  switch (token.type) {
    case "heading": return heading(token as Tokens.Heading);
    case "paragraph": return h("p", {}, inline((token as Tokens.Paragraph).tokens));
    case "list": return list(token as Tokens.List);
    case "table": return table(token as Tokens.Table);
    case "blockquote": return h("blockquote", {}, blocks((token as Tokens.Blockquote).tokens));
    case "code": return h("pre", { tabindex: "0" }, h("code", {}, (token as Tokens.Code).text));
    case "hr": return h("hr");
    case "space": case "def": return null;
    case "html": return /^<!--[\s\S]*-->\s*$/.test(token.raw) ? null : h("p", {}, token.raw);
    // A tight list item holds its words without a paragraph around them.
    case "text": return inline((token as Tokens.Text).tokens ?? [token]);
    default: return h("p", {}, token.raw);
  }
}

function heading({ depth, tokens }: Tokens.Heading): HTMLElement {
  const tag = (["h1", "h2", "h3", "h4", "h5", "h6"] as const)[depth - 1] ?? "h6";
  return h(tag, {}, inline(tokens));
}

function list({ ordered, start, items, loose }: Tokens.List): HTMLElement {
  const content = items.map((item) => h("li", {}, loose ? blocks(item.tokens) : item.tokens.map((token) => (token.type === "paragraph" ? inline((token as Tokens.Paragraph).tokens) : block(token)))));
  return ordered ? h("ol", { start: typeof start === "number" && start !== 1 ? start : null }, content) : h("ul", {}, content);
}

function table({ header, rows, align }: Tokens.Table): HTMLElement {
  const look = (index: number) => (align[index] === "right" ? "numeric" : align[index] === "center" ? "centred" : "");
  return h("div", { class: "table-scroll has-edges", tabindex: "0", role: "group", "aria-label": header.map(({ text }) => text).filter(Boolean).join(", ") || say.table },
    h("table", {},
      // A table of facts has no headings, only the line that Markdown asks for.
      header.every(({ text }) => text === "") ? null : h("thead", {}, h("tr", {}, header.map((cell, index) => (cell.text === "" ? h("td") : h("th", { scope: "col", class: look(index) }, inline(cell.tokens)))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, index) =>
        index === 0 ? h("th", { scope: "row", class: look(index) }, inline(cell.tokens)) : h("td", { class: look(index) }, unbroken(inline(cell.tokens)))))))));
}

/** An interval, "(0.820 to 0.875)", and "± 0.0215" stay on one line; before them a narrow cell may begin another. */
const unbroken = (words: Child[]): Child[] => words.map((each) =>
  (typeof each === "string" ? each.replace(/\([−\d][^()]*\)|± /g, (together) => together.replaceAll(" ", "\u00a0")) : each));

const inline = (tokens: Token[]): Child[] => tokens.map((token) => {
  switch (token.type) {
    case "strong": return h("strong", {}, inline((token as Tokens.Strong).tokens));
    case "em": return h("em", {}, inline((token as Tokens.Em).tokens));
    case "del": return h("del", {}, inline((token as Tokens.Del).tokens));
    case "codespan": return h("code", {}, (token as Tokens.Codespan).text);
    case "br": return h("br");
    case "link": return link(token as Tokens.Link);
    case "image": return (token as Tokens.Image).text;
    case "escape": return (token as Tokens.Escape).text;
    case "text": {
      const { tokens: inner, text } = token as Tokens.Text;
      return inner ? inline(inner) : entities(text);
    }
    default: return token.raw;
  }
});

/** Pages of the web and places in this one; all other addresses stay words. */
function link({ href, tokens }: Tokens.Link): Child {
  if (!/^(https?:\/\/|#|\/(?!\/))/i.test(href)) return inline(tokens);
  return h("a", /^http/i.test(href) ? { href, rel: "noopener noreferrer" } : { href }, inline(tokens));
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: "\"", nbsp: "\u00a0", "#39": "'" };
const entities = (text: string): string => text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (whole, name: string) => NAMED[name] ?? whole);
