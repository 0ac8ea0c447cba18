"""A backup comes back byte for byte, and whatever was changed in it is found."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tarfile
from contextlib import nullcontext
from pathlib import Path

import pytest
import yaml

from bellwether_contract.backup import contents, creating, members, proving, volumes, words
from bellwether_contract.backup.contents import BEGIN, CONTENTS
from bellwether_contract.backup.faults import DamagedBackup, NotRestored
from bellwether_contract.backup.members import Member
from bellwether_contract.backup.sealed import SealedReader, SealedWriter
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.imports import ImportStore
from bellwether_contract.storage.key_store import KeyStore
from tests import factories, made_up
from tests.backups import Volumes, checked, without_restores

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full(tmp_path: Path) -> Volumes:
    return Volumes(tmp_path / "full").fill()


@pytest.fixture
def empty(tmp_path: Path) -> Volumes:
    return Volumes(tmp_path / "empty")


@pytest.fixture
def proven() -> None:
    """Champions are proven, as they are wherever this is no test."""


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """To load a champion takes a second: only who asks for it waits."""
    if "proven" not in request.fixturenames:
        monkeypatch.setattr(proving, "champions", lambda *_: {})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of one version and a bit of everything."""
    return Volumes(tmp_path_factory.mktemp("small") / "volumes").fill(versions=1).backup()[0]


def test_what_is_restored_is_what_was_backed_up(
    full: Volumes, empty: Volumes, proven: None
) -> None:
    before = full.files()
    backup, made = full.backup()
    restored = empty.restore(backup, digest=made.digest)
    assert restored.faults == ()
    assert without_restores(empty.files()) == before
    assert {path for path in before if path.startswith("records/open/")} == {
        f"records/open/{'2' * 32}.json"
    }
    kinds = {path.rpartition("/")[2] for path in before}
    assert {"manifest.json", "rows", "report.json", "history.jsonl", "keys.json"} <= kinds
    assert {path.rpartition(".")[2] for path in before} >= {"sig", "pub", "onnx", "jsonl"}


def test_the_audit_log_tells_of_the_restore_and_its_chain_goes_on(
    full: Volumes, empty: Volumes
) -> None:
    backup, made = full.backup()
    empty.restore(backup)
    log = AuditLog(empty.root / "champions")
    (newest, *_) = log.entries()
    assert (newest.action, newest.after) == ("restore", made.digest)
    head = next(chain.head for chain in made.contents.chains if chain.of is None)
    assert log.check(head).faults == ()


def test_no_secret_is_in_a_backup(full: Volumes) -> None:
    sent = KeyStore(full.root / "champions").create(
        "ward 4", "viewer", predictors=None, days=None, by="Kim"
    )[1]
    (private,) = full.signing.private.glob("*.key")
    plain = gzip.decompress(full.backup()[0])
    assert b"ward 4" in plain
    assert sent.encode() not in plain
    assert private.read_bytes().splitlines()[1] not in plain


def test_a_stack_with_a_new_key_believes_what_the_former_one_has_signed(
    full: Volumes, empty: Volumes
) -> None:
    empty.restore(full.backup()[0])
    # What the service `signing` does at the next start.
    assert empty.signing.say("init") == 0
    assert len(list(empty.signing.public.glob("*.pub"))) == 2
    version = factories.publish(empty.store, 9)
    for name in (factories.version_name(1), version):
        directory = empty.store.directory(made_up.NAME, name)
        assert empty.store.version_of_job(made_up.NAME, f"{1:032x}") == factories.version_name(1)
        assert directory.is_dir()


def test_rows_that_are_to_be_deleted_are_in_no_backup(full: Volumes) -> None:
    waiting = full.validation(ended=False)
    held = [file.path for file in full.backup()[1].contents.files]
    assert not any(waiting in path for path in held)
    assert not any(path.endswith("rows") for path in held if "/validations/" in path)


def test_versions_that_wait_for_the_trainer_are_in_no_backup(full: Volumes) -> None:
    version = factories.version_name(9)
    with ImportStore(full.root / "data").upload(made_up.NAME) as upload:
        upload.write(b"x")
        upload.ask(version, sha256="0" * 64, by="Kim", same_declaration=None)
    held = [file.path for file in full.backup()[1].contents.files]
    assert not any(version in path for path in held)


def test_a_file_that_grows_is_copied_in_whole_lines(full: Volumes, empty: Volumes) -> None:
    history = full.root / "champions" / made_up.NAME / "history.jsonl"
    whole = history.read_bytes()
    with history.open("ab") as file:
        file.write(b'{"at": "2026')
    empty.restore(full.backup()[0])
    assert (empty.root / "champions" / made_up.NAME / "history.jsonl").read_bytes() == whole


def test_each_volume_of_the_stack_is_backed_up_or_left_out_on_purpose() -> None:
    stack = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert set(stack["volumes"]) == {*volumes.BACKED_UP, *volumes.LEFT_OUT}
    mounted = {word: set(stack["services"][word]["volumes"]) for word in ("backup", "restore")}
    assert mounted["backup"] == {f"{name}:/{name}:ro" for name in volumes.BACKED_UP}
    assert mounted["restore"] == {f"{name}:/{name}" for name in volumes.BACKED_UP}
    # Nothing of it goes into the engine's log.
    assert stack["x-once"]["logging"] == {"driver": "none"}
    for name in (*volumes.BACKED_UP, *volumes.LEFT_OUT):
        assert f"`{name}`" in (ROOT / "docs/operate.md").read_text()


def test_the_tools_that_everybody_has_read_it(small: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(small), mode="r:gz") as found:
        names = found.getnames()
    assert names[0] == BEGIN
    assert names[-1] == CONTENTS
    assert gzip.decompress(small)


def test_a_byte_that_was_changed_anywhere_is_found(small: bytes) -> None:
    draw = random.Random(11)
    places = {*range(20), *range(len(small) - 120, len(small))}
    places |= {draw.randrange(len(small)) for _ in range(300)}
    for place in sorted(places):
        spoiled = bytearray(small)
        spoiled[place] ^= 1 << draw.randrange(8)
        with pytest.raises(DamagedBackup):
            checked(bytes(spoiled))


def test_a_file_that_was_changed_is_named(full: Volumes) -> None:
    """Also by somebody who packs and seals it anew."""
    backup, made = full.backup()
    target = f"champions/{made_up.NAME}/history.jsonl"
    with pytest.raises(DamagedBackup, match=f"in {target}: the file does not have the SHA-256"):
        checked(_repacked(backup, {target: lambda content: content[:-9] + b"x" + content[-8:]}))
    assert checked(_repacked(backup, {})).contents == made.contents


def test_a_backup_that_was_cut_off_is_found(small: bytes) -> None:
    draw = random.Random(12)
    for end in {0, 1, 10, len(small) - 1, *(draw.randrange(len(small)) for _ in range(60))}:
        with pytest.raises(DamagedBackup, match=r"too early|no backup|SHA-256 that it ends"):
            checked(small[:end])
    with pytest.raises(DamagedBackup):
        checked(small + b"\0")


def _repacked(backup: bytes, changed: dict[str, object]) -> bytes:
    """The same files, some changed, packed and sealed anew."""
    out = io.BytesIO()
    sealed = SealedWriter(out)
    with tarfile.open(fileobj=io.BytesIO(backup), mode="r:gz") as found:
        for each in found.getmembers():
            file = found.extractfile(each)
            assert file is not None
            content = file.read()
            if change := changed.get(each.name):
                content = change(content)  # type: ignore[operator]
            member = Member(each.name, len(content), each.mode, int(each.mtime))
            sealed.write(members.header(member) + content + b"\0" * member.padding)
    sealed.write(members.END)
    sealed.seal()
    return out.getvalue()


def _header(name: str = "models/x", size: int = 0, **members_of: object) -> bytes:
    made = tarfile.TarInfo(name)
    made.size, made.mode, made.mtime = size, 0o644, 1_767_268_800
    for member, value in members_of.items():
        setattr(made, member, value)
    return made.tobuf(tarfile.USTAR_FORMAT, "ascii", "surrogateescape")


FILE = _header(size=3) + b"abc" + b"\0" * 509
CUT = FILE[: members.BLOCK]


def _with_a_checksum(block: bytes) -> bytes:
    blank = block[:148] + b" " * 8 + block[156:]
    return block[:148] + b"%06o\0 " % sum(blank) + block[156:]


HOSTILE = {
    "an absolute path": (_header("/etc/passwd"), "begins with a slash"),
    "a way out": (_header("models/../../etc/passwd"), "leads out"),
    "a dot": (_header("models/./x"), "none that a backup writes"),
    "a hidden file": (_header("champions/.restore.json"), "none that a backup writes"),
    "a control character": (_header("models/a\nb"), "none that a backup writes"),
    "no volume": (_header("etc/passwd"), "none of the volumes"),
    "a volume without a file": (_header("models"), "none of the volumes"),
    "a secret's volume": (_header("keys/operator-key"), "none of the volumes"),
    "a symbolic link": (_header(type=tarfile.SYMTYPE, linkname="/etc"), "a symbolic link"),
    "a hard link": (_header(type=tarfile.LNKTYPE, linkname="x"), "a hard link"),
    "a device": (_header(type=tarfile.CHRTYPE), "a device"),
    "a pipe": (_header(type=tarfile.FIFOTYPE), "a pipe"),
    "a directory": (_header(type=tarfile.DIRTYPE), "a directory"),
    "an extension": (_header(type=tarfile.XHDTYPE), "no file"),
    "a long name of GNU": (_header(type=tarfile.GNUTYPE_LONGNAME), "no file"),
    "set-uid": (_header(mode=0o4755), "is not told as"),
    "an owner": (_header(uname="root"), "is not told as"),
    "twice": (FILE + FILE, "a second time"),
    "a file that is a folder": (FILE + _header("models/x/y"), "too early|another file"),
    "a negative size": (
        _with_a_checksum(CUT[:124] + b"-0000000003\0" + CUT[136:]), "not readable|not told",
    ),
    "a size in base 256": (
        _with_a_checksum(CUT[:124] + b"\x80" + b"\0" * 7 + b"\0\0\0\3" + CUT[136:]),
        "not told",
    ),
    "a size beyond what a header holds": (
        _with_a_checksum(CUT[:124] + b"\x80" + b"\0" * 5 + b"\1" + b"\0" * 5 + CUT[136:]),
        "not told",
    ),
    "a time of long ago": (_with_a_checksum(CUT[:136] + b"\xff" * 12 + CUT[148:]), "not told"),
    "a wrong checksum": (CUT[:148] + b"0000000\0" + CUT[156:], "not readable"),
    "something behind a file": (_header(size=3) + b"abc" + b"x" * 509, "behind the file"),
    "an end without contents": (b"\0" * 1024, "never finished"),
    "contents that are too large": (_header(CONTENTS, size=1 << 30), "more than"),
    "contents that are none": (_header(CONTENTS, size=2) + b"[]" + b"\0" * 510, "is wrong"),
    "nested contents": (
        _header(CONTENTS, size=100_000) + b"[" * 100_000 + b"\0" * (-100_000 % 512), "is wrong",
    ),
}  # fmt: skip


def _begin(document: bytes) -> bytes:
    return _header(BEGIN, size=len(document)) + document + b"\0" * (-len(document) % 512)


OURS = _begin(
    b'{"format": 1, "kind": "backup", "product": "0.1.0", "created": "2026-01-02T12:00:00Z"}'
)


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_is_refused_in_words(what: str, empty: Volumes) -> None:
    said, words = HOSTILE[what]
    with pytest.raises(DamagedBackup, match=words):
        empty.restore(_sealed(OURS + said))
    assert empty.everything() == {}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (_begin(b'{"format": 2, "product": "9.0", "created": "2030"}'), "format is '2'.*'9.0'"),
        (_begin(b'{"format": 1}'), "cannot be read"),
        (
            _begin(b'{"format": 1, "kind": "backup", "product": 1, "created": ""}'),
            "wrong at /product",
        ),
        (_header(BEGIN, size=1 << 30), "more than"),
        (FILE, "Bellwether has not written it"),
        (b"x" * 512, "Bellwether has not written it"),
    ],
)
def test_another_format_is_refused_in_words(said: bytes, words: str) -> None:
    with pytest.raises(DamagedBackup, match=words):
        checked(_sealed(said))


def test_a_bomb_ends_at_the_limit(empty: Volumes) -> None:
    zeros = _header(size=64 << 20) + bytes(64 << 20)
    bomb = _sealed(OURS + zeros)
    assert len(bomb) < 400_000
    with pytest.raises(DamagedBackup, match="unpacks to more than 1 MiB"):
        empty.restore(bomb, most=1 << 20)
    assert empty.everything() == {}


def _sealed(content: bytes) -> bytes:
    out = io.BytesIO()
    sealed = SealedWriter(out)
    sealed.write(content)
    sealed.seal()
    return out.getvalue()


def test_what_is_read_in_pieces_is_what_was_written() -> None:
    draw = random.Random(13)
    content = draw.randbytes(3_000_000) + bytes(3_000_000)
    reader = SealedReader(io.BytesIO(_sealed(content)))
    found, left = b"", len(content)
    while left:
        size = min(left, draw.randrange(1, 400_000))
        found += reader.read(size)
        left -= size
    assert found == content
    assert len(reader.sealed()) == 64


def test_nothing_is_restored_over_what_is_there(full: Volumes, empty: Volumes) -> None:
    backup, _ = full.backup()
    empty.root.joinpath("data").mkdir(parents=True)
    (empty.root / "data/mine").write_text("rows")
    with pytest.raises(NotRestored, match=r"Something lies here already \(data\)"):
        empty.restore(backup)
    assert empty.everything() == {"data/mine": b"rows"}


def test_what_is_there_is_replaced_where_that_is_said(full: Volumes, tmp_path: Path) -> None:
    backup, _ = full.backup()
    other = Volumes(tmp_path / "other").fill(versions=4)
    other.restore(backup, replace=True)
    assert without_restores(other.files()) == full.files()
    assert not list(other.root.glob("*/.restore"))


def test_a_backup_that_is_another_one_is_not_restored(full: Volumes, empty: Volumes) -> None:
    with pytest.raises(DamagedBackup, match="another backup"):
        empty.restore(full.backup()[0], digest="0" * 64)
    assert empty.everything() == {}


def test_a_champion_that_was_put_into_a_backup_is_not_restored(
    full: Volumes, empty: Volumes, proven: None
) -> None:
    """Who can write an archive can make its digests fit, and has no key that signs."""
    backup, _ = full.backup()
    champion = f"models/{made_up.NAME}/versions/{factories.version_name(2)}"
    for name in ("manifest.json", "model.onnx"):
        path = full.root / champion / name
        factories.flip_a_byte(path)
    spoiled, made = full.backup()
    (pointed,) = made.contents.champions
    assert pointed.fault is not None
    with pytest.raises(DamagedBackup):
        checked(_repacked(backup, {f"{champion}/model.onnx": lambda _: b"another"}))
    honest = _repacked(spoiled, {CONTENTS: lambda said: _without_fault(said)})
    with pytest.raises(DamagedBackup, match=f"{pointed.version}, cannot be loaded"):
        empty.restore(honest)
    assert empty.everything() == {}


def _without_fault(said: bytes) -> bytes:
    held = contents.contents(said)
    champions = [each.model_copy(update={"fault": None}) for each in held.champions]
    return held.model_copy(update={"champions": champions}).model_dump_json().encode()


def test_what_was_wrong_before_is_told_and_restored(
    full: Volumes, empty: Volumes, proven: None
) -> None:
    champion = f"models/{made_up.NAME}/versions/{factories.version_name(2)}/model.onnx"
    factories.flip_a_byte(full.root / champion)
    other = f"models/{made_up.NAME}/versions/{factories.version_name(1)}/model.onnx"
    factories.flip_a_byte(full.root / other)
    restored = empty.restore(full.backup()[0])
    assert any("It could not where it was backed up either" in each for each in restored.faults)
    assert any("would be refused" in each for each in restored.faults)
    assert without_restores(empty.files()) == full.files()


def test_a_history_that_was_changed_since_is_not_restored(full: Volumes, empty: Volumes) -> None:
    """Also where its digest was made to fit."""
    history = full.root / "champions" / made_up.NAME / "history.jsonl"
    _, made = full.backup()
    history.write_bytes(history.read_bytes().replace(b"better", b"BETTER"))
    assert any(
        "was changed" in fault
        for chain in full.backup()[1].contents.chains
        for fault in chain.faults
    )
    told = made.contents.model_dump_json().encode()
    changed, _ = full.backup()
    with pytest.raises(DamagedBackup):
        empty.restore(_repacked(changed, {CONTENTS: lambda _: told}))
    with pytest.raises(DamagedBackup, match="is not as it was backed up"):
        empty.restore(_repacked(changed, {CONTENTS: lambda said: _without_chain_faults(said)}))
    # Told as it is, it is restored, and told again.
    assert any("was changed" in fault for fault in empty.restore(changed).faults)


def _without_chain_faults(said: bytes) -> bytes:
    held = contents.contents(said)
    chains = [each.model_copy(update={"faults": []}) for each in held.chains]
    return held.model_copy(update={"chains": chains}).model_dump_json().encode()


def test_a_version_that_is_removed_meanwhile_is_not_restored(
    full: Volumes, empty: Volumes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collected after it was copied; its line of history, if any, is of the same moment."""
    first = full.root / "models" / made_up.NAME / "versions" / factories.version_name(1)
    look = creating._Models.look

    def collected(models: creating._Models, predictor: str) -> None:
        os.rename(first, first.with_name(f".{first.name}.gone"))
        look(models, predictor)

    monkeypatch.setattr(creating._Models, "look", collected)
    backup, made = full.backup()
    assert made.contents.gone == [(made_up.NAME, factories.version_name(1))]
    empty.restore(backup)
    assert empty.store.versions(made_up.NAME) == [factories.version_name(2)]


def test_gone_leads_nowhere_else(full: Volumes, empty: Volumes) -> None:
    mine = empty.root / "mine"
    (mine / "versions/kept").mkdir(parents=True)

    def gone(said: bytes) -> bytes:
        held = contents.contents(said)
        ways = [("../../../mine", "kept"), (made_up.NAME, "../../../../../mine"), ("..", "..")]
        return held.model_copy(update={"gone": ways}).model_dump_json().encode()

    empty.restore(_repacked(full.backup()[0], {CONTENTS: gone}))
    assert (mine / "versions/kept").is_dir()
    assert len(empty.store.versions(made_up.NAME)) == 2


def test_what_a_backup_says_of_itself_moves_no_cursor(
    full: Volumes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does it change what a history tells: its own words are a time and a release."""

    def lies(said: bytes) -> bytes:
        held = contents.contents(said)
        chains = [
            each.model_copy(update={"faults": ["\x1b[2Jwhole \u202e"]}) for each in held.chains
        ]
        return held.model_copy(update={"chains": chains}).model_dump_json().encode()

    spoiled = io.BytesIO(_repacked(full.backup()[0], {CONTENTS: lies}))
    assert words.main(["check"], {}, spoiled, io.BytesIO()) == 0
    told = capsys.readouterr().err
    assert r"\x1b[2Jwhole \u202e" in told
    assert all(each.isprintable() for each in told.splitlines())
    for member in ("created", "product"):
        begin = {"format": 1, "kind": "backup", "product": "0.1.0", "created": "2026-01-02T12:00Z"}
        said = json.dumps(begin | {member: "2026\x1b[2J"}).encode()
        with pytest.raises(DamagedBackup, match=f"wrong at /{member}"):
            checked(_sealed(_begin(said)))


def test_a_version_that_is_published_meanwhile_is_there_where_the_pointer_names_it(
    full: Volumes, empty: Volumes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the copy of the versions and the pointer; and between that and the lock."""
    days = iter((3, 4))
    copy = creating._Models.copy

    def published(models: creating._Models, predictor: str) -> None:
        if models._copied:
            for day in days:
                factories.publish(full.store, day)
                break
        copy(models, predictor)

    monkeypatch.setattr(creating._Models, "copy", published)
    # Under the predictor's lock nobody publishes: this test itself would wait for ever.
    monkeypatch.setattr(creating._Champions, "_locked", lambda *_: nullcontext())
    empty.restore(full.backup()[0])
    champion = empty.store.champion(made_up.NAME)
    assert champion is not None
    assert champion.version == factories.version_name(4)
    assert len(empty.store.versions(made_up.NAME)) == 4


def test_what_is_none_of_ours_is_left_where_it_is(full: Volumes, empty: Volumes) -> None:
    before = full.files()
    (full.root / "data/notes of mine.txt").write_text("x")
    (full.root / "models" / made_up.NAME / "link").symlink_to("/etc")
    os.mkfifo(full.root / "champions/pipe")
    empty.restore(full.backup()[0])
    assert without_restores(empty.files()) == before
