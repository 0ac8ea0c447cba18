"""Keys are made once, versions from before are adopted once, and a new key takes over."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from bellwether_contract.bundle import signatures
from bellwether_contract.bundle.bundle import Bundle
from bellwether_contract.bundle.manifest import MANIFEST, REPORT
from bellwether_contract.errors import RefusedBundle
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.signing import keys, words
from bellwether_trainer.worker.config import TrainerSettings
from tests import factories, made_up
from tests.signing_keys import Signing


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    return Signing(tmp_path, tmp_path / "models", tmp_path / "champions")


@pytest.fixture
def before(signing: Signing) -> list[str]:
    """Two versions from before there was a key."""
    unsigned = ModelStore(signing.models, signing.champions)
    return [factories.publish(unsigned, day) for day in (1, 2)]


def load(signing: Signing, version: str) -> Bundle:
    return Bundle.load(signing.store.directory(made_up.NAME, version), made_up.NAME, signing.trust)


def test_the_private_key_is_its_owners_alone(signing: Signing) -> None:
    signing.say("init")
    (private,) = signing.private.glob("*.key")
    (public,) = signing.public.iterdir()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(public.stat().st_mode) == 0o644
    assert "PRIVATE" not in public.read_text()


def test_versions_from_before_the_first_key_go_on_serving(
    signing: Signing, before: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert signing.say("init") == 0
    told = capsys.readouterr().out
    for version in before:
        assert load(signing, version).version == version
        assert f"{version}: signed, it was here before the first key" in told


def test_they_are_adopted_once_and_never_again(signing: Signing, before: list[str]) -> None:
    signing.say("init")
    late = factories.publish(ModelStore(signing.models, signing.champions), 3)
    signing.say("init")
    with pytest.raises(RefusedBundle, match="not signed"):
        load(signing, late)
    # Not even where the private key was lost: who is known already is the sign of a first start.
    shutil.rmtree(signing.private)
    signing.say("init")
    with pytest.raises(RefusedBundle, match="not signed"):
        load(signing, late)
    # What was signed with the lost key stays believed, and new versions are signed again.
    load(signing, before[0])
    load(signing, factories.publish(signing.store, 4))


def test_one_that_was_damaged_before_is_not_adopted(
    signing: Signing, before: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    directory = signing.store.directory(made_up.NAME, before[0])
    factories.flip_a_byte(directory / REPORT)
    assert signing.say("init") == 0
    assert f"{before[0]}: not signed, report.json" in capsys.readouterr().out
    assert not signatures.path(directory).exists()
    load(signing, before[1])


def test_versions_that_came_without_their_key_are_told(
    signing: Signing, before: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    signing.say("init")
    for directory in (signing.private, signing.public):
        shutil.rmtree(directory)
    capsys.readouterr()
    assert signing.say("init") == 0
    told = capsys.readouterr().out
    for version in before:
        assert f"{version}: signed by a key that is not here; sign it if you trust it" in told
        with pytest.raises(RefusedBundle):
            load(signing, version)


def test_a_first_start_that_was_killed_goes_on_where_it_was(
    signing: Signing, before: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keys, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            signing.say("init")
    assert signing.say("init") == 0
    for version in before:
        load(signing, version)
    assert len(list(signing.public.iterdir())) == 1


def test_a_new_key_signs_and_the_former_one_stays_believed(signing: Signing) -> None:
    signing.say("init")
    first = factories.publish(signing.store, 1)
    (former,) = signing.public.iterdir()
    assert signing.say("rotate") == 0
    assert len(list(signing.private.glob("*.key"))) == 1
    second = factories.publish(signing.store, 2)
    load(signing, first), load(signing, second)
    # Whoever takes the former key away believes the new one alone.
    former.unlink()
    load(signing, second)
    with pytest.raises(RefusedBundle, match="signature does not fit"):
        load(signing, first)
    assert signing.say("init") == 0
    assert not former.exists()
    assert signing.say("sign", made_up.NAME, first) == 0
    load(signing, first)


def test_a_public_key_that_was_lost_is_written_again(signing: Signing) -> None:
    signing.say("init")
    version = factories.publish(signing.store, 1)
    shutil.rmtree(signing.public)
    assert signing.say("init") == 0
    load(signing, version)


def test_only_what_is_whole_is_signed(
    signing: Signing, before: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    signing.say("init")
    directory = signing.store.directory(made_up.NAME, before[0])
    (directory / MANIFEST).write_text("{}")
    assert signing.say("sign", made_up.NAME, before[0]) == 1
    assert "format version None" in capsys.readouterr().err
    assert signing.say("sign", made_up.NAME, factories.version_name(9)) == 1
    assert signing.say("sign", made_up.NAME) == 2
    assert signing.say("rotate", "twice") == 2


def test_the_words_want_to_know_where_keys_lie(capsys: pytest.CaptureFixture[str]) -> None:
    assert words.main(["init"], {}) == 2
    assert "BELLWETHER_SIGNING_KEYS_DIR" in capsys.readouterr().err


def test_a_trainer_that_could_not_sign_says_so_at_its_start(signing: Signing) -> None:
    given = {
        "BELLWETHER_PUBLIC_KEYS_DIR": str(signing.public),
        "BELLWETHER_REQUIRE_SIGNATURES": "yes",
    }
    settings = TrainerSettings.from_environment(given)
    assert "would be refused" in (settings.unable_to_sign() or "")
    given["BELLWETHER_SIGNING_KEYS_DIR"] = str(signing.private)
    settings = TrainerSettings.from_environment(given)
    assert "signing init" in (settings.unable_to_sign() or "")
    signing.say("init")
    assert settings.unable_to_sign() is None
    assert TrainerSettings.from_environment({}).unable_to_sign() is None
