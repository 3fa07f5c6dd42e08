"""The `birthcase` command; kept light, as every reader process imports this module again."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from birthcase.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
