"""``python -m bellwether_contract.backup``."""

import os
import sys

from bellwether_contract.backup.words import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, sys.stdin.buffer, sys.stdout.buffer))
