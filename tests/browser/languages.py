"""Whether a page says all that it says in its language: what is read, spoken, hinted and named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import requests
import yaml
from playwright.sync_api import Page, expect

from tests.running_stack import Stack

Language = Literal["en", "de", "zh"]

# As the page calls its language in its markup.
TAGS: dict[Language, str] = {"en": "en", "de": "de", "zh": "zh-Hans"}
# What a browser that prefers the language says.
LOCALES: dict[Language, str] = {"en": "en-GB", "de": "de-DE", "zh": "zh-CN"}

# All texts of the page and where they stand, but those in another language that say so, and code:
# names of versions, columns and settings.
TEXTS = """() => {
  const found = [];
  const here = document.documentElement.lang;
  const names = "code, pre, script, style, .settings, [translate=no]";
  const told = (each) => each.closest(names) === null && each.closest("[lang]").lang === here;
  const where = (each) => `${each.tagName.toLowerCase()}.${each.getAttribute("class") ?? ""}`;
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement: at, data } = walk.currentNode;
    if (data.trim() && told(at)) found.push([where(at), data.trim()]);
  }
  const attributes = ["aria-label", "aria-valuetext", "aria-description", "aria-roledescription",
    "title", "placeholder", "alt", "label"];
  for (const each of document.querySelectorAll(attributes.map((name) => `[${name}]`).join())) {
    for (const name of attributes) {
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
        *("AUROC", "AUPRC", "ROC", "MCC", "Brier", "Pearson", "Spearman", "Shapley", "Riley"),
        "Cramér",
        *("Bootstrap", "BMI"),
        *("mmol", "csv"),
    ]
)
# As the server calls kinds of models.
MODELS = (
    *("Logistic Regression", "Decision Tree", "Random Forest", "AdaBoost", "Gradient Boosting"),
    "XGBoost",
)
VERSION = re.compile(r"\b\d{8}T\d{6}Z-[0-9a-f]{8}\b|\b[0-9a-f]{8,}\b")
# With a dot or an underscore in it: a file, a setting.
NAMED = re.compile(r"[\w-]+(?:[._][\w-]+)+", re.ASCII)
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
# Frequent in English, and no words of German.
ENGLISH = re.compile(
    r"\b(?:the|and|of|with|is|are|were|this|that|these|those|from|for|which|have|has|had|been|to|by"
    r"|it|its|your|you|they|them|not|what|how|than|would|could|nobody|somebody)\b",
    re.IGNORECASE,
)


def names_of(stack: Stack, predictor: str, language: Language) -> list[str]:
    """What is called so whichever language a predictor is asked for in.

    Its name and its fields', the source of its rows, units, and what a translator has left among
    Chinese words.
    """
    answer = requests.get(
        f"{stack.url}/api/v1/predictors/{predictor}",
        headers={"Accept-Language": LOCALES[language]},
        timeout=10,
    )
    told = answer.json()
    units = [unit for field in told["fields"] for unit in (field, *field["other_units"])]
    texts = re.findall(
        r'"([^"]*[\u4e00-\u9fff][^"]*)"', json.dumps(told, ensure_ascii=False).replace('\\"', " ")
    )
    return [
        predictor,
        told["population"]["source"],
        *(field["name"] for field in told["fields"]),
        *(unit["unit"] for unit in units if unit["unit"]),
        *(word for text in texts for word in LATIN.findall(text)),
    ]


def untranslated(stack: Stack, language: Language) -> Iterator[str]:
    """What lists tell of predictors that nobody has translated."""
    asked = {"Accept-Language": LOCALES[language]}
    at = f"{stack.url}/api/v1/predictors"
    for listed in requests.get(at, headers=asked, timeout=10).json()["predictors"]:
        told = requests.get(f"{at}/{listed['name']}", headers=asked, timeout=10).json()
        if told["language"] != language:
            yield from (told["title"], told["summary"], told["wording"]["people"])


def typed_before(stack: Stack) -> list[str]:
    """What others have typed, sent or declared for operators: keys, reasons, files."""
    names = [each["name"] for each in stack.get("/api/v1/predictors")["predictors"]]
    headers = stack.operator
    keys = requests.get(f"{stack.url}/api/v1/keys", headers=headers, timeout=10).json()["keys"]
    log = requests.get(f"{stack.url}/api/v1/audit", headers=headers, timeout=10).json()["entries"]
    told = [
        *(text for name in names for text in typed_for(stack, name)),
        *(each["name"] for each in keys),
        *(each[text] for each in log for text in ("subject", "reason") if by_a_person(each)),
    ]
    return [*names, *(each for each in told if each)]


def typed_for(stack: Stack, name: str) -> Iterator[str | None]:
    """The same of one predictor."""
    at = f"{stack.url}/api/v1/predictors/{name}"
    for kind in ("datasets", "validations"):
        found = requests.get(f"{at}/{kind}", headers=stack.operator, timeout=10).json()[kind]
        yield from (each.get(text) for each in found for text in ("file", "note"))
    history = stack.get(f"/api/v1/predictors/{name}/champion")["history"]
    declaration = stack.predictors / name / "predictor.yaml"
    # What operators alone read has no translation. A folder may have gone.
    if declaration.exists():
        declared = yaml.safe_load(declaration.read_text())
        yield from (field.get("known_before") for field in declared["fields"])
    yield from (each["reason"] for each in history if not each["by"].startswith("training"))


def by_a_person(entry: dict[str, Any]) -> bool:
    """Whether an entry of the audit log holds what somebody has typed: no service did it."""
    return entry["key"] is not None or entry["who"] == "operator"


def left_over(page: Page, language: Language, data: Iterable[str] = ()) -> list[str]:
    """What of the page is English although it speaks another language; ``data`` are names."""
    if language == "en":
        return []
    names = "|".join(map(re.escape, sorted({*data, *MODELS}, key=len, reverse=True)))
    named = re.compile(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])")
    found = []
    for where, text in page.evaluate(TEXTS):
        rest = named.sub(" ", text)
        rest = NAMED.sub(" ", VERSION.sub(" ", rest))
        words = LATIN.findall(rest) if language == "zh" else ENGLISH.findall(rest)
        if left := sorted({each for each in words if each not in EVERYWHERE}):
            found.append(f"{', '.join(left)}: {where}: {text[:160]}")
    return found


def speaks(page: Page, language: Language, data: Iterable[str] = ()) -> None:
    """Hold the page to its language."""
    expect(page.locator("html")).to_have_attribute("lang", TAGS[language])
    left = left_over(page, language, data)
    assert not left, f"on {page.url} is not in {LOCALES[language]}:\n" + "\n".join(left)
