"""`bellwether keys` and the same from Python, against an API that runs."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

from bellwether import Bellwether, Conflict, NotFound, Unauthorized, audit
from bellwether.cli.app import app
from bellwether.cli.ends import End
from bellwether_contract.storage.audit import AuditLog, Entry
from bellwether_contract.storage.key_store import FILE
from tests import made_up
from tests.client.conftest import SECOND, Served

Cli = Callable[..., Result]


@pytest.fixture
def cli(served: Served) -> Iterator[Cli]:
    def run(*words: str, key: str = served.key) -> Result:
        given = {"BELLWETHER_URL": served.url, "BELLWETHER_KEY": key}
        return CliRunner().invoke(app, words, env=given)

    yield run
    (served.house.champions / FILE).unlink(missing_ok=True)


def test_a_key_is_made_used_rotated_and_revoked(cli: Cli) -> None:
    made = cli("keys", "create", "ward 3", "--role", "data-scientist", "--days", "90",
               "--predictor", made_up.NAME)  # fmt: skip
    secret = made.stdout.strip()
    assert secret.startswith("bwk_")
    assert secret not in made.stderr
    assert f"data scientist, {made_up.NAME}, until 20" in made.stderr
    shown = cli("keys", "whoami", key=secret).stdout.splitlines()
    assert shown[0] == f"ward 3: data scientist, {made_up.NAME}"
    refused = cli("promote", made_up.NAME, SECOND, key=secret)
    assert refused.exit_code == End.KEY
    assert "the key of an operator" in refused.stderr

    listed = cli("keys", "list")
    assert "ward 3" in listed.stdout
    assert secret not in listed.stdout + cli("keys", "list", "--json").stdout

    rotated = cli("keys", "rotate", "WARD 3").stdout.strip()
    assert cli("keys", "whoami", key=secret).exit_code == End.KEY
    assert cli("keys", "whoami", key=rotated).exit_code == End.DONE
    assert "is revoked" in cli("keys", "revoke", "ward 3").stderr
    gone = cli("keys", "whoami", key=rotated)
    assert gone.exit_code == End.KEY
    assert "was revoked" in gone.stderr
    assert cli("keys", "revoke", "nobody").exit_code == End.NOT_FOUND


def test_the_log_tells_who_made_a_key_and_is_whole(cli: Cli, served: Served) -> None:
    cli("keys", "create", "carl", "--role", "viewer")
    shown = cli("audit", "--limit", "1").stdout.splitlines()
    assert "create key" in shown[1]
    table = cli("audit", "--csv").stdout.splitlines()
    assert table[0].startswith("at,who,role,key,action")
    assert ",operator,operator,,create key," in table[1]
    whole = cli("audit", "verify")
    assert whole.exit_code == End.DONE
    head = whole.stdout.splitlines()[0].rpartition(" ")[2]
    assert cli("audit", "verify", "--head", head).exit_code == End.DONE
    assert cli("audit", "verify", "--head", "0" * 64).exit_code == End.REFUSED
    months = AuditLog(served.house.champions).months
    assert cli("audit", "verify", "--head", head[:16]).exit_code == End.DONE
    newest = served.house.champions / months.present()
    with newest.open("r+b") as log:
        log.write(b'{"at": "1999')
    broken = cli("audit", "verify")
    assert broken.exit_code == End.REFUSED
    assert "The audit log: line 1 was changed" in broken.stderr
    newest.unlink()


def test_a_reason_neither_forges_lines_of_a_terminal_nor_is_a_formula(
    cli: Cli, served: Served
) -> None:
    """A data scientist may give reasons, and an auditor reads them."""
    month = served.house.champions / AuditLog(served.house.champions).months.present()
    typed = "\x1b[1A\x1b[2Kforged \u202eback \x9b1A"
    for reason in (typed, "x; =HYPERLINK(1)", "=1+1"):
        AuditLog(served.house.champions).append(
            Entry("2026-01-01T00:00:00Z", "ben", "data_scientist", None, "retrain", reason=reason)
        )
    shown = cli("audit", "--who", "ben").stdout
    assert r"\x1b[1A\x1b[2Kforged \u202eback \x9b1A" in shown
    assert all(each.isprintable() for each in shown.splitlines())
    cells = [
        row[9] for row in csv.reader(cli("audit", "--who", "ben", "--csv").stdout.splitlines())
    ]
    assert cells == ["reason", "'=1+1", "x;' =HYPERLINK(1)", repr(typed)[1:-1]]
    month.unlink()


def test_for_scripts_all_is_json(cli: Cli) -> None:
    made = json.loads(cli("keys", "create", "anna", "--role", "auditor", "--json").stdout)
    assert json.loads(cli("keys", "list", "--json").stdout) == [made["key"]]
    own = json.loads(cli("keys", "whoami", "--json", key=made["secret"]).stdout)
    assert (own["name"], own["role"], own["predictors"]) == ("anna", "auditor", None)


def test_from_python_a_name_may_have_been_used_before(cli: Cli, served: Served) -> None:
    with served.client() as operator:
        first = operator.keys.create("anna", "viewer", predictors=[made_up.NAME], days=1)
        assert first.secret not in repr(first)
        with pytest.raises(Conflict, match="Anna already"):
            operator.keys.create("Anna", "viewer")
        operator.keys.revoke("anna")
        second = operator.keys.create("anna", "viewer")
        assert operator.keys.revoke(second.key.id).status == "revoked"
        with pytest.raises(Conflict, match="2 keys were called anna"):
            operator.keys.revoke("anna")
        with pytest.raises(NotFound):
            operator.keys.rotate("ben")
    with Bellwether(served.url, second.secret) as revoked, pytest.raises(Unauthorized):
        revoked.keys.own()


def test_a_table_of_all_that_was_done_comes_a_page_at_a_time(
    cli: Cli, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    with served.client() as operator:
        for name in ("anna", "ben", "carl"):
            operator.keys.create(name, "viewer")
        whole = operator.audit(limit=10_000).entries
        assert list(operator.audit_entries()) == whole
        assert list(operator.audit_entries(limit=3)) == whole[:3]
        made = list(operator.audit_entries(action="create key", who="operator"))
    assert [each.subject for each in made] == [
        each.subject for each in whole if each.action == "create key"
    ]
    table = cli("audit", "--csv", "--action", "create key").stdout.splitlines()
    assert len(table) == 1 + len(made)
    of_one = cli("audit", "--csv", "--subject", str(made[0].subject)).stdout.splitlines()
    assert len(of_one) == 2
    with served.client() as operator:
        found = operator.audit(subject=str(made[0].subject)[:6])
    assert [each.subject for each in found.entries] == [made[0].subject]
    assert (found.people, "create key" in found.actions) == (("operator",), True)
    assert len(cli("audit", "--csv", "--since", "2999-01-01").stdout.splitlines()) == 1
