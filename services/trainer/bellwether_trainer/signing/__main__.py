"""``python -m bellwether_trainer.signing``."""

import os
import sys

from bellwether_trainer.signing.words import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
