"""A declaration in other languages: checked text by text, and never at odds with a version."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bellwether_contract.bundle import peers
from bellwether_contract.declaration import sentences, spec, texts, translation
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.declaration.translation import Translation
from bellwether_contract.encoding.applicability import Applicability
from bellwether_contract.encoding.encode import Encoder
from bellwether_contract.encoding.seen import Seen
from bellwether_contract.errors import InvalidTranslation
from tests import made_up

PREDICTORS = Path(__file__).parents[2] / "predictors"


def predictor(**changes: Any) -> Predictor:
    return spec.parse(yaml.safe_dump(made_up.declaration(**changes)))


def parsed(document: dict[str, Any], **changes: Any) -> Translation:
    return translation.parse(yaml.safe_dump(document), predictor(**changes), "de")


def faults(document: Any, language: str = "de", **changes: Any) -> dict[str, str]:
    """What is wrong with a translation, by dotted path."""
    with pytest.raises(InvalidTranslation) as caught:
        translation.parse(yaml.safe_dump(document), predictor(**changes), language)
    return {each.dotted: each.detail for each in caught.value.faults}


Change = Callable[[dict[str, Any]], None]


def _set(path: str, value: object) -> Change:
    def change(document: dict[str, Any]) -> None:
        *steps, last = path.split("/")
        for step in steps:
            document = document.setdefault(step, {})
        if value is None:
            del document[last]
        else:
            document[last] = value

    return change


@pytest.mark.parametrize("name", ["heart", "diabetes"])
@pytest.mark.parametrize("language", ["de", "zh"])
def test_what_is_shipped_is_translated_whole(name: str, language: str) -> None:
    declared = spec.read(PREDICTORS / name)
    found = translation.read(PREDICTORS / name, declared)
    assert [(each.file, [str(fault) for fault in each.faults]) for each in found.faulty] == []
    left: list[tuple[str, ...]] = []
    other = found.sound[language].of(declared)
    # A text that is the same in both: a name, or a word that both languages have.
    same = {"title", "label", "source", "unit"} if language == "de" else {"source", "unit"}
    originals: dict[tuple[str, ...], str] = {}
    texts.mapped(declared, lambda place, said, _: originals.update({place: said}))

    def compare(place: tuple[str, ...], said: str, needed: bool) -> None:
        if needed and originals.get(place) == said and place[-1] not in same:
            left.append(place)

    texts.mapped(other, compare)
    assert left == []
    assert other.fields[0].example == declared.fields[0].example


@pytest.mark.parametrize(
    ("name", "values"), [("heart", {"Sex": "Male", "AgeCategory": "60-64"}), ("diabetes", {})]
)
def test_in_chinese_a_number_stands_apart_from_the_words_around_it(
    name: str, values: dict[str, str]
) -> None:
    declared = spec.read(PREDICTORS / name)
    chinese = translation.read(PREDICTORS / name, declared).sound["zh"].of(declared)
    levels = [peers.Level(field, value, None, None) for field, value in values.items()]
    group = peers.PeerGroup(tuple(levels) or (peers.Level("Age", None, 30, 40),), 400, 60, "")
    (found,) = peers.worded([group], chinese)
    assert re.search(r"\d", found.sentence)
    assert not re.search(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", found.sentence)


def test_a_translation_mirrors_the_declaration() -> None:
    document = made_up.translation()
    found = parsed(document).of(predictor())
    assert (found.language, found.title) == ("de", "Erfundene Gicht")
    assert found.wording.result == "Von 100 erfundenen Menschen haben es etwa {n}."
    assert found.population.limits == ("Es gibt sie nicht.",)
    assert found.sections[0].title == "Alles"
    acid, _, drug, kidney, mood = found.fields
    assert (acid.label, acid.unit) == ("Harnsäure", "mg/dL")  # type: ignore[union-attr]
    assert acid.missing is not None
    # Nobody has declared how leaving open is called.
    assert acid.missing.label == "Weiß nicht"
    assert drug.missing is not None
    assert drug.missing.label == "Nicht bekannt"
    assert kidney.label == "Nierenkrankheit"
    assert [each.label for each in mood.choices] == ["schlecht", "mittel", "gut"]  # type: ignore[union-attr]
    assert [each.value for each in mood.choices] == ["low", "middling", "high"]  # type: ignore[union-attr]
    # Nothing but texts: requests and rows are read as before.
    assert Encoder(found).row(made_up.example()) == Encoder(predictor()).row(made_up.example())


@pytest.mark.parametrize(
    ("change", "path", "part"),
    [
        (_set("title", None), "title", "is missing"),
        (_set("fields/Acid", None), "fields.Acid.label", "is missing"),
        (_set("fields/Mood/choices/low", None), "fields.Mood.choices.low", "is missing"),
        (_set("population/limits", None), "population.limits.0", "is missing"),
        (_set("sections/All", None), "sections.All", "is missing"),
        (_set("titel", "Gicht"), "titel", "no text of predictor.yaml; did you mean title?"),
        (_set("fields/Acidd", {}), "fields.Acidd", "did you mean Acid?"),
        (_set("fields/Acid/minimum", 3), "fields.Acid.minimum", "no text of predictor.yaml"),
        (_set("fields/Acid/help", "neu"), "fields.Acid.help", "no text of predictor.yaml"),
        (_set("population/limits", ["a", "b"]), "population.limits.1", "no text"),
        (_set("population/limits", "a"), "population.limits", "must be a list"),
        (_set("fields", ["a"]), "fields", "must be a mapping"),
        (_set("wording/result", "Etwa {m}."), "wording.result", "needs {n}"),
        (_set("wording/complement", "Etwa {m} {n}."), "wording.complement", "has {n}, which"),
        (_set("title", " "), "title", "is empty"),
        (_set("title", 3), "title", "must be text"),
        (_set("title", False), "title", 'quote them, "No"'),
        (_set("fields/Mood/choices", {False: "x"}), "fields.Mood.choices.False", "quote them"),
    ],
)
def test_a_fault_is_told_by_its_dotted_path(change: Change, path: str, part: str) -> None:
    document = made_up.translation()
    change(document)
    found = faults(document)
    assert part in found[path]


def test_all_faults_are_told_at_once_and_each_once() -> None:
    document = made_up.translation()
    del document["title"]
    document["summary"] = "{n}"
    document["fields"] = None
    found = faults(document)
    assert found.keys() == {"title", "summary", "fields"}
    assert faults([]) == {"": "must be a mapping of words, as it is in predictor.yaml"}


def test_each_field_of_a_sentence_keeps_its_place() -> None:
    declared = {"by": ["Mood"], "result": "Of 100 in {Mood} mood, about {n}."}
    document = made_up.translation() | {"peers": {"result": "Von 100 in {Laune} etwa {n}."}}
    assert faults(document, peers=declared) == {
        "peers.result": "needs {Mood}, as the original has it"
    }


def test_refusals_are_known_by_where_they_begin() -> None:
    fields = made_up.declaration()["fields"]
    fields[0]["refusals"] = [
        {"at_least": 19.5, "reason": "Gout by definition."},
        {"at_most": 0.05, "reason": "Impossible."},
    ]
    document = made_up.translation()
    assert faults(document, fields=fields) == {
        "fields.Acid.refusals.at_least 19.5": "is missing",
        "fields.Acid.refusals.at_most 0.05": "is missing",
    }
    said = {"at_least 19.5": "Gicht.", "at_most 0.05": "Unmöglich."}
    document["fields"]["Acid"]["refusals"] = said
    acid = parsed(document, fields=fields).of(predictor(fields=fields)).fields[0]
    assert [each.reason for each in acid.refusals] == list(said.values())  # type: ignore[union-attr]


def test_a_unit_of_words_is_translated_and_a_sign_need_not_be() -> None:
    fields = made_up.declaration()["fields"]
    fields[1]["unit"] = "glasses a week"
    assert faults(made_up.translation(), fields=fields) == {"fields.Beers.unit": "is missing"}


@pytest.mark.parametrize(
    ("language", "part"), [("en", "language of predictor.yaml itself"), ("german", "no language")]
)
def test_a_file_is_named_after_another_language(language: str, part: str) -> None:
    (found,) = faults(made_up.translation(), language).values()
    assert part in found


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "\x00", "&a [*a]", b"\xff"])
def test_what_is_no_yaml_is_told(text: str | bytes) -> None:
    with pytest.raises(InvalidTranslation) as caught:
        translation.parse(text, predictor(), "de")
    assert str(caught.value).startswith("predictor.de.yaml")


def test_a_version_from_before_keeps_what_it_says_where_that_was_another_text() -> None:
    found = parsed(made_up.translation())
    fields = made_up.declaration()["fields"]
    fields[0]["label"] = "Acid of before"
    fields[4]["choices"] = ["low", {"value": "middling", "label": "so so"}, "high"]
    before = predictor(title="Gout of before", fields=fields)
    then = found.of(before)
    assert then.title == "Gout of before"
    assert then.summary == "Ein erfundener Prädiktor für Tests."
    assert then.fields[0].label == "Acid of before"
    assert then.fields[1].label == "Biere in der Woche"
    mood = then.fields[-1]
    assert [each.label for each in mood.choices] == ["schlecht", "so so", "gut"]  # type: ignore[union-attr]


def test_sentences_in_another_order_keep_their_translations() -> None:
    document = made_up.translation()
    document["population"]["limits"] = ["Eins.", "Zwei."]
    people = made_up.declaration()["population"]
    found = parsed(document, population=people | {"limits": ["One.", "Two."]})
    before = predictor(population=people | {"limits": ["Two.", "New.", "One."]})
    assert found.of(before).population.limits == ("Zwei.", "New.", "Eins.")


def test_questions_for_a_doctor_are_translated_one_by_one() -> None:
    wording = made_up.declaration()["wording"] | {"questions": ["What now?", "And then?"]}
    document = made_up.translation()
    missing = {f"wording.questions.{number}": "is missing" for number in (0, 1)}
    assert faults(document, wording=wording) == missing
    document["wording"]["questions"] = ["Was nun?", "Und dann?"]
    found = parsed(document, wording=wording).of(predictor(wording=wording))
    assert found.wording.questions == ("Was nun?", "Und dann?")


def test_what_a_draft_has_left_to_write_stays_a_draft_in_every_language() -> None:
    draft = predictor(title="WRITE THIS: what is it called?")
    document = made_up.translation()
    assert "title" in faults(document, title=draft.title)
    del document["title"]
    assert parsed(document, title=draft.title).of(draft).draft


SEEN = (
    Seen(low=2, high=9.5, codes=None, unknown=False, below=2.5, above=9),
    Seen(low=0, high=20, codes=None, unknown=False, below=None, above=15),
    Seen(low=None, high=None, codes=(0, 1), unknown=True),
    Seen(low=None, high=None, codes=(0,), unknown=False),
    Seen(low=None, high=None, codes=(0, 1, 2), unknown=False),
)


def test_the_services_own_sentences_are_in_the_language_of_the_texts() -> None:
    fields = made_up.declaration()["fields"]
    fields[1]["outside"] = "refuse"
    declared = predictor(fields=fields)
    limits = Applicability(declared, SEEN, learned=1_015)
    other = limits.worded(parsed(made_up.translation(), fields=fields).of(declared))
    person = {"Acid": 9.7, "Beers": 21, "Drug": "that", "Kidney": True}
    matrix = Encoder(declared).records([made_up.example() | person], [""])
    (english,), (german,) = limits.beyond(matrix).values(), other.beyond(matrix).values()
    assert (german.outside, german.refusals[0].studied) == (
        english.outside,
        english.refusals[0].studied,
    )
    assert [each.reason for each in german.thin] == [
        "Weniger als 5 von 1.015 erfundenen Menschen hatten 9 mg/dL oder mehr (Harnsäure): "
        "Diese Zahl ist nur geraten.",
        "Weniger als 5 von 1.015 erfundenen Menschen hatten „jenes“ (Mittel): "
        "Diese Zahl ist nur geraten.",
        "Weniger als 5 von 1.015 erfundenen Menschen hatten „Ja“ (Nierenkrankheit): "
        "Diese Zahl ist nur geraten.",
    ]
    assert german.refusals[0].reason.startswith("Wo „Biere in der Woche“ größer als 20 ist")
    assert other.form.fields[1].maximum == 20  # type: ignore[union-attr]
    assert np.array_equal(other.holds([5, 5, 0, 0, 0]), limits.holds([5, 5, 0, 0, 0]))


def test_peers_are_told_in_the_words_of_the_translation() -> None:
    declared = {
        "by": ["Kidney", "Mood", {"field": "Beers", "bands": [3, 8]}],
        "result": "Of 100 {Kidney} in {Mood} mood with {Beers} beers, about {n}.",
        "words": {"Mood": {"low": "a low"}},
    }
    document = made_up.translation() | {
        "peers": {
            "result": "Von 100 ({Kidney}) in {Mood} Stimmung mit {Beers} Bieren etwa {n}.",
            "words": {"Mood": {"low": "schlechter", "high": "guter"}},
        }
    }
    levels = (
        peers.Level("Kidney", True, None, None),
        peers.Level("Mood", "high", None, None),
        peers.Level("Beers", None, 8, None),
    )
    group = peers.PeerGroup(levels, 400, 60, "")
    german = parsed(document, peers=declared).of(predictor(peers=declared))
    (found,) = peers.worded([group], german)
    assert found.sentence == "Von 100 (Ja) in guter Stimmung mit mindestens 8 Bieren etwa {n}."
    assert (found.n, found.events, found.levels) == (400, 60, levels)


@pytest.mark.parametrize("language", sentences.SENTENCES)
def test_every_language_says_all_sentences_with_the_same_names(language: str) -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    for word in sentences.Sentences.__slots__:
        own, english = (getattr(sentences.of(each), word) for each in (language, sentences.ENGLISH))
        assert names(own) == names(english), word


def test_a_language_that_nobody_has_written_is_told_in_english() -> None:
    assert sentences.of("fr") is sentences.of("en")
