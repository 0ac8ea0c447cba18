"""What can be called, set or typed stands in the documents, and what stands there exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bellwether.cli.app import app
from bellwether.cli.ends import End
from bellwether_api.app import create_app
from bellwether_api.config import ApiSettings
from bellwether_contract.declaration import spec, translation
from bellwether_contract.settings import KNOWN, PREFIX

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
OPERATE = (ROOT / "docs/operate.md").read_text()
API = (ROOT / "docs/api.md").read_text()


def test_every_call_stands_in_the_documents(tmp_path: Path) -> None:
    settings = ApiSettings(
        predictors_dir=tmp_path,
        models_dir=tmp_path,
        champions_dir=tmp_path,
        operator_key="a key for tests",  # type: ignore[arg-type]  # pydantic wraps it
        first_start=False,
    )
    app = create_app(settings)
    app.extensions["bellwether"].stop()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert f"`{method} {path}`" in API


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_stands_in_the_documents(name: str) -> None:
    assert f"`{PREFIX}{name}`" in OPERATE


def test_every_command_and_exit_code_stands_in_the_documents() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert f"`bellwether {command.name or command.callback.__name__}" in OPERATE
    for end in End:
        assert f"\n| {end.value} | " in OPERATE


def test_every_word_of_make_stands_in_the_documents() -> None:
    words = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert words
    for word in words:
        assert f"`make {word}" in OPERATE


def test_whatever_is_tested_nightly_stands_in_the_documents() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text()
    nightly = [
        path.relative_to(ROOT)
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"mark\.nightly", path.read_text()) and path != Path(__file__)
    ]
    assert nightly
    for path in nightly:
        assert f"`{path}`" in told, path


def test_each_situation_has_a_test_that_there_is() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text().partition("| situation | test |")[2]
    rows = [line for line in told.partition("\n\n")[0].splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 12
    for row in rows:
        path, test = re.findall(r"`(tests/\S+\.py)::(\w+)`", row)[0]
        assert f"\ndef {test}(" in (ROOT / path).read_text(), row


def test_every_variable_of_the_stack_can_be_found() -> None:
    compose = "".join(path.read_text() for path in ROOT.glob("docker-compose*.yml"))
    example = (ROOT / ".env.example").read_text()
    for name in set(re.findall(r"\$\{(\w+)", compose)):
        assert f"\n#{name}=" in example, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target, place in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", document.read_text()):
        if "://" in target:
            continue
        led = document.parent / target if target else document
        assert led.exists(), target
        if place and led.suffix == ".md":
            assert place in places(led), (target, place)


def places(document: Path) -> set[str]:
    """What a link into a document may name: its headings, as they are written in an address."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("name", ["SECURITY.md", "docs/privacy.md"])
def test_every_claim_names_a_test_that_there_is(name: str) -> None:
    text = (ROOT / name).read_text()
    named = re.findall(r"`(tests/[^`]+)`", text)
    assert len(set(named)) > 4
    for path in named:
        assert (ROOT / path).is_file(), path
        assert re.search(r"^(async )?def test_", (ROOT / path).read_text(), re.MULTILINE), path
    # Of the table of who cannot do what, each row.
    for line in re.findall(
        r"^\| who\w* .*|^\| an? .*\| .*", text.partition("| who | cannot")[2], re.M
    ):
        assert "`tests/" in line, line


def test_the_commands_of_the_quick_start_are_real() -> None:
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", readme, re.DOTALL))
    words = set(re.findall(r"^make ([a-z-]+)", commands, re.MULTILINE))
    assert {"demo", "test", "retrain"} <= words
    for word in words:
        assert re.search(rf"^{word}:", makefile, re.MULTILINE)


def test_the_declaration_in_the_documents_is_sound() -> None:
    text = (ROOT / "docs/add-a-predictor.md").read_text()
    example, german = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    predictor = spec.parse(example)
    assert predictor.name == "gout"
    assert translation.parse(german, predictor, "de").of(predictor).title == "Gicht"
