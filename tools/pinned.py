"""HTTPS to a stack of this machine: whoever answers has the certificate that the stack was given.

Its name is that of the site, and nobody asks for `localhost`; who has signed it does not matter, as
the file itself is at hand.
"""

from __future__ import annotations

import ssl

END = "-----END CERTIFICATE-----"


def context(pem: str) -> ssl.SSLContext | None:
    """Believes the first certificate of ``pem`` and no other; None where there is none."""
    first, end, _ = pem.partition(END)
    if not end:
        return None
    # Not the authorities behind it: they have signed for others, too.
    made = ssl.create_default_context(cadata=first + end + "\n")
    made.check_hostname = False
    made.verify_flags = ssl.VERIFY_X509_PARTIAL_CHAIN
    return made
