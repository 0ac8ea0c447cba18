"""bellwether predictors, predict, explain."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from bellwether import peers, tables, wording
from bellwether.cli import inputs, paper
from bellwether.cli.bars import contributions
from bellwether.cli.ends import End
from bellwether.cli.inputs import STDIN, JsonFile, Sets
from bellwether.cli.session import AsJson, Name, client
from bellwether.client import Bellwether
from bellwether.predictions import Prediction

Printed = Annotated[bool, typer.Option("--as-json", help="Print JSON, for a script.")]


def predictors(context: typer.Context, as_json: AsJson = False) -> None:
    """What can be predicted, and which version answers."""
    server = client(context, in_words=not as_json)
    found = server.predictors()
    if as_json:
        paper.as_json([each.document for each in found])
        return
    rows = []
    for each in found:
        training = each.training
        doing = f"{training['status']} {training['progress']:.0%}" if training else each.ended or ""
        rows.append((each.name, each.title, each.version or "none yet", doing))
    columns = ("Predictor", "Title", "Champion", "Training")
    paper.table([(title, "left") for title in columns], rows, fold="Title")
    for each in found:
        if each.draft:
            paper.note(
                f"{each.name} is a draft: it answers holders of a key alone until its texts are "
                "written"
            )
        if each.ended is not None and not each.training:
            paper.note(f"{each.name}: its training {each.why}")
    for folder in server.broken():
        wrong = "; ".join(map(str, folder.faults))
        paper.note(f"{folder.folder} cannot be used: {wrong}")
    for unused in server.broken_translations():
        wrong = "; ".join(map(str, unused.faults))
        paper.note(f"{unused.folder}/{unused.file} is not used: {wrong}")


def predict(
    context: typer.Context,
    name: Name,
    pairs: Sets = None,
    json_file: JsonFile = None,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="Rows; - is the standard input.")
    ] = None,
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Where the answers to --csv go.")
    ] = STDIN,
    on_error: Annotated[
        Literal["file", "row"], typer.Option(help="A fault in --csv refuses all of it, or its row.")
    ] = "file",
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN,...", help="Columns of --csv to hand through, unread; * for all."
        ),
    ] = None,
    as_json: Printed = False,
) -> None:
    """Answer a record, several, or a whole CSV.

    --set gives one record and is answered in words, --json one or a list and is answered in
    JSON, --csv any number of rows and is answered with a CSV.
    """
    _one_of(pairs, json_file, csv)
    server = client(context, in_words=pairs is not None and not as_json)
    if csv is not None:
        _table(server, name, csv, out, on_error, inputs.columns(keep))
    elif json_file is not None:
        found = server.predict(name, inputs.document(json_file))
        several = isinstance(found, list)
        paper.as_json([each.document for each in found] if several else found.document)
        _unless_refused(*(found if several else [found]))
    else:
        typed = inputs.typed(server, name, pairs or [])
        one = server.predict(name, typed)
        if as_json:
            paper.as_json(one.document)
        else:
            _tell(server, name, one, typed)
        _unless_refused(one)


def explain(
    context: typer.Context,
    name: Name,
    pairs: Sets = None,
    json_file: JsonFile = None,
    as_json: Printed = False,
) -> None:
    """Answer a record, and show what each input contributes."""
    _one_of(pairs, json_file)
    server = client(context, in_words=not as_json)
    record: Mapping[str, Any] = (
        inputs.typed(server, name, pairs) if pairs else inputs.document(json_file or STDIN)
    )
    if not isinstance(record, dict):
        raise typer.BadParameter("One record at a time is explained", param_hint="--json")
    found = server.explain(name, record)
    if as_json:
        paper.as_json(found.document)
    else:
        _tell(server, name, found.prediction, record)
        if not found.prediction.refused:
            paper.say()
            contributions(found, record)
    _unless_refused(found.prediction)


def _one_of(*given: object) -> None:
    if sum(each is not None and each != [] for each in given) != 1:
        words = ("--set", "--json", "--csv")[: len(given)]
        raise typer.BadParameter(f"Give one of {', '.join(words)}")


def _table(
    server: Bellwether,
    name: str,
    csv: str,
    out: str,
    on_error: Literal["file", "row"],
    keep: list[str],
) -> None:
    source = sys.stdin.buffer if csv == STDIN else csv
    target = sys.stdout.buffer if out == STDIN else out
    if tables.same_file(source, target):
        message = f"{out} holds the rows that are asked about; name another file for the answers"
        raise typer.BadParameter(message, param_hint="--out")
    with paper.sending(f"{name}: sending") as progress:
        answer = server.predict_csv(name, source, target, on_error, progress, keep=keep)
    refused = f", {answer.refused:,} of them refused" if answer.refused else ""
    where = "" if out == STDIN else f" -> {out}"
    rows = "1 row" if answer.rows == 1 else f"{answer.rows:,} rows"
    paper.note(f"{rows} answered by {answer.version}{refused}{where}")


def _tell(server: Bellwether, name: str, found: Prediction, record: Mapping[str, Any]) -> None:
    predictor = server.predictor(name)
    words, language = predictor.wording, predictor.language
    if predictor.question is not None:
        paper.say(f"{predictor.question} If not, the answer is not about you.", "dim")
    if found.probability is None:
        paper.say("No probability for this record:", "bold")
        for refusal in found.refusals:
            paper.say(f"  {refusal.field}: {refusal.reason}")
        return
    for few in found.thin:
        paper.say(few.reason, "yellow")
    first, *others = wording.result(words, found.probability, language)
    paper.say(first, "bold")
    for sentence in others:
        paper.say(sentence)
    if (alike := peers.group(predictor, found, record)) is not None:
        share = alike["events"] / alike["n"]
        paper.say(wording.peers(alike["sentence"], share, alike["n"], language))
    side = words.get("positive") if found.positive else words.get("negative")
    paper.say(f"{found.probability:.4f}. {side} ({found.threshold:g}).")
    people = peers.pointed_out(predictor, found)
    for sentence in wording.meaning(found.threshold, people, words.get("people", "people")):
        paper.say(sentence)
    if words.get("next_step"):
        paper.say(words["next_step"])
    doubtful = found.band is not None and not found.band.agrees
    if found.range is not None:
        paper.say(wording.averaged(found.range))
    else:
        paper.say(wording.certainty(found.band), "yellow" if doubtful else "")
    counted = {few.field for few in found.thin}
    if outside := [field for field in found.outside if field not in counted]:
        paper.say(f"Beyond what the model has seen in training: {', '.join(outside)}.", "yellow")
    if "disclaimer" in words:
        paper.say(words["disclaimer"], "dim")
    paper.say(f"Version {found.version}", "dim")


def _unless_refused(*found: Prediction) -> None:
    if any(each.refused for each in found):
        raise typer.Exit(End.REFUSED)
