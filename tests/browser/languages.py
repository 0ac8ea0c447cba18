"""Whether a page says all that it says in its language: what is read, spoken, hinted and named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from playwright.sync_api import Page, expect

Language = Literal["en", "de", "zh"]

# As the page calls its language in its markup.
TAGS: dict[Language, str] = {"en": "en", "de": "de", "zh": "zh-Hans"}
# What a browser that prefers the language says.
LOCALES: dict[Language, str] = {"en": "en-GB", "de": "de-DE", "zh": "zh-CN"}

# All texts of the page and where they stand, but those in another language that say so, and code:
# names of versions, columns and settings.
TEXTS = """() => {
  const found = [["title", document.title]];
  const here = document.documentElement.lang;
  const told = (each) => each.closest("code, pre, script, style, [translate=no]") === null
    && each.closest("[lang]").lang === here;
  const where = (each) => `${each.tagName.toLowerCase()}.${each.getAttribute("class") ?? ""}`;
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: at, data } = walk.currentNode;
    if (data.trim() && told(at)) found.push([where(at), data.trim()]);
  }
  const names = ["aria-label", "aria-valuetext", "aria-description", "aria-roledescription",
    "title", "placeholder", "alt", "label"];
  for (const each of document.querySelectorAll(names.map((name) => `[${name}]`).join())) {
    for (const name of names) {
      const text = each.getAttribute(name)?.trim();
      if (text && told(each)) found.push([`${where(each)}[${name}]`, text]);
    }
  }
  return found;
}"""

# What is called so in every language: measures, kinds of models, units, formats, this product.
EVERYWHERE = frozenset(
    [
        *("Bellwether", "API", "CSV", "SVG", "JSON", "Markdown", "SHA", "gzip"),
        *("AUROC", "AUPRC", "ROC", "Brier", "Pearson", "Spearman", "BMI"),
        *("XGBoost", "AdaBoost"),
        *("mmol", "csv"),
    ]
)
VERSION = re.compile(r"\b\d{8}T\d{6}Z-[0-9a-f]{8}\b|\b[0-9a-f]{8,}\b")
# With a dot or an underscore in it: a file, a setting.
NAMED = re.compile(r"[\w-]+(?:[._][\w-]+)+", re.ASCII)
LATIN = re.compile(r"[A-Za-z]{3,}")
# Frequent in English, and no words of German.
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|is|are|were|this|that|these|those|from|for|which|have|has|had|been|to|by"
    r"|it|its|your|you|they|them|not|what|how|than|would|could|nobody|somebody)\b",
    re.IGNORECASE,
)


def left_over(page: Page, language: Language, data: Iterable[str] = ()) -> list[str]:
    """What of the page is English although it speaks another language; ``data`` are names."""
    if language == "en":
        return []
    names = sorted(data, key=len, reverse=True)
    found = []
    for where, text in page.evaluate(TEXTS):
        rest = text
        for name in names:
            rest = rest.replace(name, " ")
        rest = NAMED.sub(" ", VERSION.sub(" ", rest))
        words = LATIN.findall(rest) if language == "zh" else ENGLISH.findall(rest)
        if left := sorted({each for each in words if each not in EVERYWHERE}):
            found.append(f"{', '.join(left)}: {where}: {text[:160]}")
    return found


def speaks(page: Page, language: Language, data: Iterable[str] = ()) -> None:
    """Hold the page to its language."""
    expect(page.locator("html")).to_have_attribute("lang", TAGS[language])
    assert left_over(page, language, data) == []
