"""The double alone: python -m bot.testing.telegram --port 8081."""

import argparse
import sys
import threading

from bot.testing.telegram.server import Server


def main() -> None:
    """Serve until it is interrupted."""
    parser = argparse.ArgumentParser(description="A local Telegram Bot API for tests.")
    parser.add_argument("--port", type=int, default=8081)
    with Server(port=parser.parse_args().port) as server:
        sys.stdout.write(f"{server.address}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
