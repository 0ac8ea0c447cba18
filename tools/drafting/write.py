"""A draft as files: predictor.yaml with every doubt beside its field, and a README to fill in."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml

from bellwether_contract.declaration.drafts import PLACEHOLDER
from bellwether_trainer.rows import names
from tools.drafting.guess import Guesses
from tools.drafting.guessed import Guess
from tools.drafting.outcome import Outcome

# A part of the form with more questions than this is hard to follow.
SECTION = 8


def declaration(
    name: str,
    sha256: str,
    titles: Mapping[str, str],
    outcome: Outcome,
    guesses: Guesses,
    source: str,
) -> str:
    """The text of ``predictor.yaml``.

    ``titles`` are what the table calls its columns, ``source`` is its name.
    """
    rows, events = len(outcome.labels), int(outcome.labels.sum())
    label = _line(titles[outcome.column]).lower() or outcome.column
    fields = [guess.field["name"] for guess in guesses.fields]
    parts = [len(fields) * i // _sections(fields) for i in range(_sections(fields) + 1)]
    lines = [
        f"# Drafted from {_line(source)}. Write what is marked {PLACEHOLDER}, look at every",
        f"# comment, then ask what is still wrong: make check-predictor NAME={name}",
        f"name: {_scalar(name)}",
        f"title: {_scalar(name.replace('-', ' ').capitalize())}",
        f"summary: {_ask('what a person learns from it, in one or two sentences')}",
        "# Decides, with the answers, which rows are held out. Never change it.",
        f"salt: {_scalar(f'{name}/1')}",
        "",
        "data:",
        "  file: data.csv",
        f"  sha256: {sha256}",
        f"  source: {_ask('who collected these rows, and where they can be found')}",
        "",
        "target:",
        f"  column: {_scalar(outcome.column)}",
        f"  positive: {_scalar(outcome.positive)}  # {_line(outcome.why)}",
        f"  negative: {_scalar(outcome.negative)}",
        f"  label: {_scalar(label)}",
        f"  meaning: {_ask(f'what {outcome.positive} means, who found it out, how and when')}",
        *_headings(titles, outcome, guesses),
        *_roles(guesses),
        "",
        "population:",
        f"  who: {_ask('who these people are: where, when, how chosen')}",
        f"  source: {_ask('the name of the study or register')}",
        "  limits:",
        f"    - {_ask('whom it does not hold for, and what the rows cannot say')}",
        "",
        "wording:",
        "  people: people in these rows",
        f"  result: {_scalar(f'Of 100 people in these rows like this, about {{n}} had {label}.')}",
        "  complement: About {m} of them had not.",
        "  positive: At or above the threshold at which this model points somebody out",
        "  negative: Below the threshold at which this model points somebody out",
        "  disclaimer: This is not a diagnosis. It describes these rows, not you.",
        "",
        "policy:",
        f"  # {events:,} of {rows:,} rows are positive. From which probability on does it do more",
        "  # good than harm to point somebody out? Say why in README.md.",
        f"  threshold: {{net_benefit_at: {_prevalence(outcome)}}}",
        "",
        "# What is done to the rows that a model learns from, and to them alone.",
        "preparation: {duplicates: keep, outliers: keep, balance: none, select: all}",
        *_groups(guesses.fields),
        "",
        "sections:",
    ]
    for start, end in itertools.pairwise(parts):
        lines.append(f"  - title: Questions {start + 1} to {end}")
        lines.append(f"    fields: {_scalar(fields[start:end])}")
    lines += [
        "",
        "# optional: true lets people leave a field unknown although no row lacks it: the answer",
        "# then averages over its plausible values. The training proves whether that holds.",
        "fields:",
    ]
    for guess in guesses.fields:
        lines += _field(guess)
    if guesses.left_out:
        lines += ["", "# Columns that are no fields:"]
        lines += [f"#   {column}: {_line(reason)}." for column, reason in guesses.left_out.items()]
    if guesses.warnings:
        lines += ["", "# To be answered before any figure is believed:"]
        lines += [f"#   {_line(warning)}." for warning in guesses.warnings]
    return "\n".join(lines) + "\n"


def readme(name: str, sha256: str, outcome: Outcome, guesses: Guesses) -> str:
    """The text of ``README.md``."""
    rows, events = len(outcome.labels), int(outcome.labels.sum())
    left_out = [f"- `{column}`: {_line(reason)}." for column, reason in guesses.left_out.items()]
    return "\n".join(
        [
            f"# {name.replace('-', ' ').capitalize()}",
            "",
            f"**What is predicted.** {PLACEHOLDER}: what the outcome is, and what it is not.",
            "",
            f"**Rows.** `data.csv`, SHA-256 `{sha256}`: {rows:,} rows, {events:,} of them "
            f"({100 * events / rows:.1f} %) positive.",
            "",
            f"**Source.** {PLACEHOLDER}: who collected them, when, under which licence.",
            "",
            "**Known biases**",
            "",
            f"- {PLACEHOLDER}: whom the rows leave out, and what they cannot say.",
            "",
            *(["**Columns that are no fields**", "", *left_out, ""] if left_out else []),
            f"**Policy.** {PLACEHOLDER}: why the threshold of {_prevalence(outcome)} is right: how "
            "many people pointed out in vain one found person is worth.",
            "",
        ]
    )


def _field(guess: Guess) -> list[str]:
    made = {word: value for word, value in guess.field.items() if value is not None}
    lines = [f"  # {_line(doubt)}." for doubt in guess.doubts]
    order = ("name", "type", "label", "unit", "minimum", "maximum", "outside", "step", "decimal",
             "below_detection", "choices", "ordered", "missing", "example")  # fmt: skip
    words = [word for word in order if word in made]
    if made["type"] in ("number", "integer") and "unit" not in made:
        words.insert(3, "unit")
    for place, word in enumerate(words):
        begin = "  - " if place == 0 else "    "
        if word == "unit" and "unit" not in made:
            lines.append(f"{begin}# unit: kg (write its own)")
        else:
            why = "  # no number for ages that the rows do not hold" if word == "outside" else ""
            lines.append(f"{begin}{word}: {_scalar(made[word])}{why}")
    return lines


def _headings(titles: Mapping[str, str], outcome: Outcome, guesses: Guesses) -> list[str]:
    """What the table calls the columns that are read, where a declaration cannot."""
    read = [*(guess.field["name"] for guess in guesses.fields), outcome.column]
    read += [guesses.group.column] if guesses.group is not None else []
    times = Counter(title.strip() for title in titles.values())
    headings = {
        name: title
        for name in read
        if (title := titles[name].strip()) not in ("", *titles) and times[title] == 1
    }
    if not headings:
        return []
    return [
        "",
        "# What the table calls these columns. Tables that come later may do so, too, or use the",
        "# names of this declaration, which are those of data.csv.",
        "headings:",
        *(f"  {_scalar(name)}: {_scalar(title)}" for name, title in headings.items()),
    ]


def _roles(guesses: Guesses) -> list[str]:
    """Whose a row is, where it is clear."""
    if (group := guesses.group) is None:
        return []
    return [
        "",
        f"# {group.in_words}: everything is measured by person. Tables that come later need this",
        "# column, too; it is no input.",
        f"roles: {{group: {_scalar(group.column)}}}",
    ]


def _groups(guesses: list[Guess]) -> list[str]:
    """Subgroups and reference, where there are fields for sex and age."""
    found: dict[str, dict[str, Any]] = {}
    for guess in guesses:
        for kind, is_one in (("age", names.own_age), ("sex", names.own_sex)):
            if is_one(guess.field["name"]) or is_one(guess.field["label"]):
                found.setdefault(kind, guess.field)
    if not found:
        return [
            "",
            "# Fields by which people are told apart in the evaluation, and fields that make the",
            "# baseline to beat:",
            "# subgroups: [Sex, {field: Age, bands: [40, 60]}]",
            "# reference: [Age, Sex]",
        ]
    subgroups: list[Any] = []
    for made in found.values():
        if made["type"] in ("number", "integer"):
            subgroups.append({"field": made["name"], "bands": _bands(made)})
        else:
            subgroups.append(made["name"])
    reference = [made["name"] for made in found.values()]
    return [
        "",
        "# By these people are told apart in the evaluation, and these alone make its baseline.",
        f"subgroups: {_scalar(subgroups)}",
        f"reference: {_scalar(reference)}",
    ]


def _bands(made: dict[str, Any]) -> list[float | int]:
    """Three round ages within the declared range."""
    low, high = made["minimum"], made["maximum"]
    ages = [low + (high - low) * part for part in (0.3, 0.5, 0.7)]
    return sorted({round(age / 5) * 5 for age in ages})


def _prevalence(outcome: Outcome) -> float:
    """The share of positive rows to two digits: the threshold where nothing else is known."""
    share = float(np.clip(outcome.labels.mean(), 0.01, 0.99))
    return round(share, 1 - math.floor(math.log10(share)))


def _sections(fields: list[str]) -> int:
    return max(1, math.ceil(len(fields) / SECTION))


def _ask(what: str) -> str:
    return _scalar(f"{PLACEHOLDER}: {what}")


def _line(text: str) -> str:
    """A text as part of a comment: on one line, of characters that YAML takes."""
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())


def _scalar(value: Any) -> str:
    """A value in YAML, on one line."""
    text = yaml.safe_dump(
        value, default_flow_style=True, width=math.inf, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")
