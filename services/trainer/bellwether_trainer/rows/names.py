"""What the name of a column says about when its value is known.

Only words that hardly anybody uses for something else: `bedtime`, `SleepTime` and
`prothrombin_time` are no times of follow-up, and what happened to a father or in the past is known.
"""

from __future__ import annotations

import re
from typing import Literal

# AgeYears, age_at_entry, "Patient age", BWT and followUpDays, word by word.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# With one of these it was before, or somebody else's.
_EARLIER = _set(
    "prior previous prev previously past history hx former baseline last family familial father "
    "mother parent parental sibling since before"
)
_UNITS = _set("time times day days week weeks month months year years date hours")

# One of them is enough, by what the name then speaks of; the second group in a name alone, since a
# label may say that vaccinations are up to date.
_ALONE = {
    "a follow-up": _set("followup followuptime followupdays futime fudays"),
    "survival": _set("survival survived survivaltime survtime survdays stime tte ttd pfs dfs"),
    "a time until something happens": _set("rectime recurtime relapsetime eventtime deathtime"),
    "a death": _set("death died deceased mortality autopsy postmortem"),
    "a discharge": _set("discharge discharged"),
    "an Apgar score, given after birth": _set("apgar"),
    "weight at birth": _set("bwt birthwt birthweight"),
    "a length of stay": _set("lengthofstay"),
    "an outcome": _set("censored censoring"),
}
_ALONE_IN_NAMES = {
    "a date": _set("date datetime timestamp"),
    "a death": _set("dead dod"),
    "a discharge": _set("disposition"),
    "a length of stay": _set("los"),
    "an outcome": _set("outcome censor"),
}

# Words that only together say it; the second group in a name alone.
_TOGETHER = (
    (_set("follow"), _set("up"), "a follow-up"),
    (_set("stay"), _set("length hospital icu duration"), "a length of stay"),
    (_set("birth"), _set("weight wt"), "weight at birth"),
    (_set("vital"), _set("status"), "a death"),
)
_TOGETHER_IN_NAMES = (
    (_set("fu"), _UNITS, "a follow-up"),
    (_set("stay"), _UNITS, "a length of stay"),
    (_set("os surv event relapse recurrence failure"), _UNITS, "a time until something happens"),
)

# The whole name, and nothing beside it.
_WHOLE = {
    "a time": _set("time"),
    "a number of days": _set("days"),
    "a number of months": _set("months"),
    "an event": _set("event"),
    "a follow-up": _set("fu"),
}

# Discharges that are symptoms.
_SYMPTOMS = _set("nasal vaginal urethral nipple ear eye wound purulent penile rectal otic ocular")

# What is often done after the event, and often before it.
_TREATMENTS = _set(
    "treatment treated therapy surgery operation operated chemo chemotherapy radiotherapy "
    "intubation intubated ventilation ventilated ventilator dialysis transfusion transfused "
    "vasopressor vasopressors resuscitation resuscitated defibrillation reoperation"
)

_IDENTIFIERS = _set("id ids mrn uuid guid nhs ssn pid patno patid subjid idno")

# Known of everybody at any time: one of them may carry a model, and often does.
_ANY_TIME = _set(
    "age sex gender race ethnicity alter geschlecht sexe edad sexo idade leeftijd geslacht wiek"
)
# A whole label, where a name can hold none of its letters.
_LABELS_OF_ANY_TIME = _set(
    "âge età płeć возраст пол вік стать ηλικία φύλο 年齢 年齡 年龄 性別 性别 나이 성별"
)

Says = Literal["afterwards", "treatment", "identifier"]


def says(name: str, label: str) -> tuple[Says, str] | None:
    """What a field's ``name`` or ``label`` speaks of; None where nothing is wrong with it.

    A label is read for whole phrases alone: people write much into it.
    """
    return _says(words(name), whole=True) or _says(words(label), whole=False)


def known_at_any_time(name: str, label: str = "") -> bool:
    """Whether a field's ``name``, or its whole ``label``, speaks of an age, a sex or an origin."""
    return bool(set(words(name)) & _ANY_TIME) or label.strip().lower() in _LABELS_OF_ANY_TIME


def words(text: str) -> list[str]:
    """The words of a name in small letters, however it is written."""
    return [word.lower() for word in _WORD.findall(text)]


def _says(found: list[str], *, whole: bool) -> tuple[Says, str] | None:
    here = set(found)
    if here & _EARLIER:
        return None
    if whole and here & _IDENTIFIERS:
        return "identifier", "a number or name of somebody"
    if whole and len(found) == 1:
        for what, meant in _WHOLE.items():
            if here <= meant:
                return "afterwards", what
    for one, others, what in (*_TOGETHER, *(_TOGETHER_IN_NAMES if whole else ())):
        if here & one and here & others:
            return "afterwards", what
    for what, meant in (*_ALONE.items(), *(_ALONE_IN_NAMES.items() if whole else ())):
        if here & meant and not _harmless(here, what):
            return "afterwards", what
    for word in found:
        # An age at surgery tells nothing of the surgery.
        if whole and word in _TREATMENTS and "age" not in here:
            return "treatment", f"a treatment ({word})"
    return None


def _harmless(here: set[str], what: str) -> bool:
    """A date of birth is known from birth on, and some discharges are symptoms."""
    return (what == "a date" and "birth" in here) or (
        what == "a discharge" and bool(here & _SYMPTOMS)
    )
