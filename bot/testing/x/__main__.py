"""The double alone, with one account: python -m bot.testing.x --port 8082; its address and four keys are printed."""

import argparse
import asyncio
import sys

from bot.platforms.x import login
from bot.testing.x.server import Server


async def serve(port: int, username: str, subscription: str) -> None:
    """Serve until it is interrupted."""
    async with Server(port=port) as server:
        user = server.world.join(username, subscription=subscription)
        keys = server.logins.give_keys(user)
        told = {"address": server.address, **{name: getattr(keys, name) for name in login.KEYS}}
        sys.stdout.writelines(f"{name}={value}\n" for name, value in told.items())
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="A local X API for tests.")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--username", default="harbour_news")
    parser.add_argument("--subscription", default="None", choices=["None", "Basic", "Premium", "PremiumPlus"])
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.username, given.subscription))


if __name__ == "__main__":
    main()
