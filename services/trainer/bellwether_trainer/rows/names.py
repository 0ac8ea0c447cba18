"""What the name of a column says: when its value is known, whom it names, whose age it is.

Only words that hardly anybody uses for something else: `bedtime`, `SleepTime` and
`prothrombin_time` are no times of follow-up, and what happened to a father or in the past is known.
Words are of the languages that tables come in most. Drafts, checks and trainings all ask here.
"""

from __future__ import annotations

import re
import unicodedata
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
# What may stand beside "time" in a name that says nothing more.
_BESIDE_TIME = _UNITS | _set("in d m y yr yrs minutes tage wochen monate jahre jours mois")

# One of them is enough, by what the name then speaks of; the second group in a name alone, since a
# label may say that vaccinations are up to date.
_ALONE = {
    "a follow-up": _set(
        "followup followuptime followupdays futime fudays nachbeobachtung suivi seguimiento"
    ),
    "survival": _set(
        "survival survived survivaltime survtime survdays stime tte ttd pfs dfs ueberlebenszeit "
        "uberlebenszeit survie supervivencia sobrevida sopravvivenza overleving"
    ),
    "a time until something happens": _set("rectime recurtime relapsetime eventtime deathtime"),
    "a death": _set(
        "death died deceased mortality autopsy postmortem verstorben todesdatum fallecido "
        "fallecimiento decesso obito overleden"
    ),
    "a discharge": _set("discharge discharged entlassung entlassungsdatum ontslag"),
    "an Apgar score, given after birth": _set("apgar"),
    "weight at birth": _set("bwt birthwt birthweight"),
    "a length of stay": _set("lengthofstay verweildauer liegedauer ligduur"),
    "an outcome": _set("censored censoring"),
}
_ALONE_IN_NAMES = {
    "a date": _set("date datetime timestamp datum fecha"),
    "a death": _set("dead dod tod deces muerte morte"),
    "a discharge": _set("disposition"),
    "a length of stay": _set("los"),
    "a follow-up": _set("followed tstop"),
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
    "survival": _set("surv"),
    "a length of stay": _set("stay"),
    "what came of it": _set(
        "relapse recurrence progression readmission readmitted complication complications"
    ),
}

# Discharges that are symptoms.
_SYMPTOMS = _set("nasal vaginal urethral nipple ear eye wound purulent penile rectal otic ocular")

# What is often done after the event, and often before it.
_TREATMENTS = _set(
    "treatment treated therapy surgery operation operated chemo chemotherapy radiotherapy "
    "intubation intubated ventilation ventilated ventilator dialysis transfusion transfused "
    "vasopressor vasopressors resuscitation resuscitated defibrillation reoperation"
)

# A person, and what is theirs to be told apart by.
PEOPLE = _set(
    "patient pat person people subject subj participant client member proband case pt mother woman "
    "man child"
)
_IDENTIFIERS = _set(
    "id ids identifier uuid guid uid mrn nhs ssn pid ptid eid patno patid patientid personid "
    "subjid usubjid idno"
)
_WHOLE_IDENTIFIERS = _set("pat patient subject participant")
_NUMBERED = _set("nr no num number code key nummer numero")
# What an identifier may be of instead of people.
_NOBODY = _set(
    "visit admission encounter episode hospital site centre center sample specimen ward clinic "
    "record type source disposition study trial device batch"
)

_PLACES = _set(
    "hospital site centre center clinic ward institution inst klinik krankenhaus hopital ziekenhuis"
)

# Known of everybody at any time: one of them may carry a model, and often does.
_AGE = _set("age ages alter lebensalter edad eta leeftijd idade alder wiek")
_SEX = _set("sex gender geschlecht sexe sexo sesso geslacht genero genere plec")
_ORIGIN = _set("race ethnicity")
# What may stand beside an age that is a person's own, now.
_OWN_AGE = _AGE | _set(
    "patient person subject at entry admission baseline enrolment enrollment category group band "
    "in years yrs yr jahre jahren ans annees anos anni jaar cat grp"
)
_AGE_GROUPS = _set("agegroup agecategory ageband altersgruppe")
# A whole label, where a name can hold none of its letters.
_LABELS_OF_ANY_TIME = _set(
    "płeć возраст пол вік стать ηλικία φύλο 年齢 年齡 年龄 性別 性别 나이 성별"
)

Says = Literal["afterwards", "treatment", "identifier"]


def says(name: str, label: str) -> tuple[Says, str] | None:
    """What a field's ``name`` or ``label`` speaks of; None where nothing is wrong with it.

    A label is read for whole phrases alone: people write much into it.
    """
    return _says(words(name), whole=True) or _says(words(label), whole=False)


def known_at_any_time(name: str, label: str = "") -> bool:
    """Whether a field's ``name``, or its whole ``label``, speaks of an age, a sex or an origin."""
    known = _AGE | _SEX | _ORIGIN
    whole = words(label)
    return (
        bool(set(words(name)) & known)
        or (len(whole) == 1 and whole[0] in known)
        or label.strip().lower() in _LABELS_OF_ANY_TIME
    )


def is_an_age(title: str) -> bool:
    """Whether a column holds ages of people, whenever they were that old."""
    return bool(set(words(title)) & (_AGE | _AGE_GROUPS))


def own_age(title: str) -> bool:
    """Whether a column holds the age that a person has now, or the group of it."""
    in_title = set(words(title))
    return bool(in_title & _AGE_GROUPS) or bool(in_title & _AGE and in_title <= _OWN_AGE)


def own_sex(title: str) -> bool:
    """Whether a column holds the sex or gender of a person."""
    in_title = set(words(title))
    return bool(in_title & _SEX) and in_title <= _SEX | {"patient", "person", "subject"}


def identifies(title: str) -> bool:
    """Whether a column numbers people, visits or samples, by its title."""
    in_title = words(title)
    if _IDENTIFIERS & set(in_title):
        return True
    if len(in_title) == 1 and in_title[0] in _WHOLE_IDENTIFIERS:
        return True
    return (
        bool(in_title) and in_title[-1] in _NUMBERED and bool((PEOPLE | {"record"}) & set(in_title))
    )


def of_people(title: str) -> bool:
    """Whether an identifier is of people, as far as its title says: of nothing else."""
    return not set(words(title)) & _NOBODY


def is_a_place(title: str) -> bool:
    """Whether a column says in which hospital somebody was, by its title."""
    return bool(_PLACES & set(words(title)))


def words(text: str) -> list[str]:
    """The words of a name in small letters and without accents, however it is written."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return [word.lower() for word in _WORD.findall(letters)]


def _says(found: list[str], *, whole: bool) -> tuple[Says, str] | None:
    here = set(found)
    if here & _EARLIER:
        return None
    if whole and identifies(" ".join(found)):
        return "identifier", "a number or name of somebody"
    if whole and "time" in here and here <= _BESIDE_TIME:
        return "afterwards", "a time"
    # "days to event", but no "days of pain".
    if whole and "to" in here and _UNITS & set(found[: found.index("to")]):
        return "afterwards", "a time until something happens"
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
    birth = _set("birth geburt naissance nacimiento nascita nascimento geboorte")
    return (what == "a date" and bool(here & birth)) or (
        what == "a discharge" and bool(here & _SYMPTOMS)
    )
