"""``python -m bellwether``: the command, where its directory is not on the path."""

from bellwether.cli import main

if __name__ == "__main__":
    main()
