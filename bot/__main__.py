"""The entry point: runs a command, and turns every failure into one sentence and an exit code."""

import sys
import traceback

from bot.cli.app import app
from core.errors import AmzigoError

REFUSED, BROKEN, INTERRUPTED = 1, 70, 130


def main() -> None:
    """Run the `amzigo` command; exit 1 for what a person can mend, 70 for what we must."""
    try:
        app()
    except AmzigoError as why:
        sys.stderr.write(f"{why.message}\n")
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception:  # noqa: BLE001 -- the last line of defence says what to do
        traceback.print_exc()
        sys.stderr.write("Something broke on my side; what is above tells where. Report it.\n")
        sys.exit(BROKEN)


if __name__ == "__main__":
    main()
