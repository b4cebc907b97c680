"""Draw docs/demo.svg from a real run of the demo, with two of the networks: python docs/picture.py"""

import asyncio
import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from bot.cli.commands_demo import walk

# A viewer's own monospaced font serves as well, and a picture should fetch nothing.
FONT = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)


def main() -> None:
    out = Console(record=True, file=io.StringIO(), width=86, highlight=False, markup=False, force_terminal=True)
    asyncio.run(walk(out, platforms="x,telegram"))
    picture = out.export_svg(title="standfirst demo", theme=MONOKAI, unique_id="demo")
    target = Path(__file__).with_name("demo.svg")
    target.write_text(FONT.sub("", picture), encoding="utf-8")


if __name__ == "__main__":
    main()
