"""The package that docs/platforms.md shows: written from the page's own blocks, and installed from there."""

import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "platforms.md"
# A path alone on its line, then what the file holds.
_FILE = re.compile(r"^`(?P<path>[^`\n]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def files() -> dict[str, str]:
    """The example's files by their paths."""
    return {found["path"]: found["text"] for found in _FILE.finditer(GUIDE.read_text(encoding="utf-8"))}


def written(folder: Path) -> Path:
    """The package in a folder."""
    for path, text in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def install(source: Path, target: Path) -> None:
    """Install a package into a folder of its own, from what is here alone."""
    offline = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *offline, "--target", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
