"""A version of another site is proven before it waits for the trainer: clear words at once.

The trainer proves all of it again, since what lies on a volume meanwhile is not what was proven.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from bellwether_api.http.errors import StoreUnavailable
from bellwether_api.serving.trial import TRIAL
from bellwether_api.serving.turn import turn
from bellwether_contract.backup import transfer
from bellwether_contract.backup.faults import NotRestored
from bellwether_contract.backup.transfer import Arrived
from bellwether_contract.errors import RefusedBundle, VolumeFull
from bellwether_contract.storage.imports import ImportUpload
from bellwether_contract.storage.receiving import ReceivingStore

# What an archive may unpack to: no version could be tried that needs more.
UNPACKED_BYTES = 256 << 20

# What has to stay free on the models' volume, for the next training.
FREE_BYTES = 64 << 20


class Arrivals:
    """What is sent to this process, held against what is here."""

    def __init__(self, store: ReceivingStore) -> None:
        self._store = store

    @contextmanager
    def opened(self, upload: ImportUpload, predictor: str) -> Iterator[Arrived]:
        """The version in an archive that was taken in; signed, and of this ``predictor``.

        Raises DamagedBackup, NotRestored; OSError.
        """
        with (
            upload.path.open("rb") as source,
            transfer.arrived(
                upload.beside, source, lambda *_: None, self._store.trust, UNPACKED_BYTES
            ) as found,
        ):
            if found.predictor != predictor:
                raise NotRestored(
                    f"The archive holds a version of {found.predictor}, and was sent to "
                    f"{predictor}; send it to {found.predictor}"
                )
            yield found

    def known(self, found: Arrived) -> bool:
        """Whether it is here already.

        Raises CollectedVersion, StoreConflict, RefusedBundle, StoreUnavailable.
        """
        try:
            return self._store.lies_here(found.predictor, found.directory)
        except OSError as error:
            raise StoreUnavailable(f"A volume cannot be read ({error.strerror})") from error

    def prove(self, found: Arrived) -> None:
        """Have another process load it and score its self-test vectors.

        Raises NotRestored where it does not pass, VolumeFull where there is no room for it;
        TooManyLoads, StoreUnavailable.
        """
        if shutil.disk_usage(self._store.models).free < found.contents.size + FREE_BYTES:
            raise VolumeFull(
                f"The models' volume has no room for a version of {found.contents.size:,} bytes; "
                "remove old versions or enlarge it, and send the archive again"
            )
        try:
            with turn():
                TRIAL.run(found.directory, found.predictor)
        except RefusedBundle as error:
            raise NotRestored(
                f"The version {found.version} of {found.predictor} cannot be loaded: {error}"
            ) from error
