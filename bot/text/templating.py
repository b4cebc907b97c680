"""The one place templates are found and rendered: posts, chat and questions, all in one sandbox.

Order of search: the operator's own folder, then the product's `templates/`, then the plug-ins' folders.
"""

import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from jinja2 import FileSystemLoader, Template, TemplateError, TemplateNotFound, TemplateSyntaxError

import bot
from bot.domain.errors import Refused
from bot.text.allowance import Forbidden, allowance
from bot.text.sandbox import Sandbox

# What a template can raise by being wrong; all of it is the template's fault, never the caller's.
_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError, OSError)

MAX_OUTPUT = 1_000_000
MAX_REASON = 300


def product_folder() -> Path:
    """The product's own templates: inside the package when installed, beside it in a checkout."""
    package = Path(bot.__file__).parent
    return package / "templates" if (package / "templates").is_dir() else package.parent / "templates"


def product_file(name: str) -> str:
    """A text file of the product's own templates as it is, "" where there is none."""
    path = product_folder() / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


class Templates:
    """Finds, compiles once and renders templates; names are paths such as "posts/x.txt.j2".

    What ends in `.html.j2` is escaped for HTML, anything else is not. A changed file is read anew; a file added
    to a folder that would override one already used is seen at the next start.
    """

    def __init__(self, operator_folder: Path | None = None, plugin_folders: Sequence[Path] = ()) -> None:
        own = [operator_folder] if operator_folder is not None else []
        self._folders = (*own, product_folder(), *plugin_folders)
        self._sandbox = Sandbox(FileSystemLoader(self._folders))
        self._posts: dict[str, str] = {}

    def render(self, name: str, /, **values: object) -> str:
        """Render one template. Raises Refused("template_missing") or Refused("template_broken", file, line, reason)."""
        with allowance():
            try:
                return _bounded(self._template(name).render(values))
            except _FAULTS as fault:
                raise _broken(name, fault) from fault

    def render_first(self, names: Iterable[str], /, **values: object) -> str:
        """Render the first of these templates that exists. Raises as `render` does."""
        tried = list(names)
        for name in tried:
            if self.exists(name):
                return self.render(name, **values)
        raise Refused("template_missing", file=", ".join(tried))

    def source(self, name: str) -> str:
        """A text file as it is, "" where no folder holds it. Raises Refused("template_broken")."""
        found = next((folder / name for folder in self._folders if (folder / name).is_file()), None)
        try:
            return found.read_text(encoding="utf-8") if found else ""
        except (OSError, UnicodeDecodeError) as fault:
            raise _broken(name, fault) from fault

    def exists(self, name: str) -> bool:
        """Whether any folder holds this template."""
        return any((folder / name).is_file() for folder in self._folders)

    def languages(self) -> list[str]:
        """The languages that have texts of the chat in any folder, by alphabet."""
        return sorted({place.name for folder in self._folders for place in folder.glob("chat/*") if place.is_dir()})

    def for_platform(self, platform: str) -> str:
        """The name of a platform's post template: its own in the first folder that has one, else `_default`."""
        if platform not in self._posts:
            own = (f"posts/{platform}.{kind}.j2" for kind in ("html", "txt"))
            shared = (f"posts/_default.{kind}.j2" for kind in ("html", "txt"))
            found = self._first_folder(list(own)) or self._first_folder(list(shared))
            if found is None:
                raise Refused("template_missing", file=f"posts/{platform}.txt.j2")
            self._posts[platform] = found
        return self._posts[platform]

    def _first_folder(self, names: Sequence[str]) -> str | None:
        pairs = ((folder, name) for folder in self._folders for name in names)
        return next((name for folder, name in pairs if (folder / name).is_file()), None)

    def _template(self, name: str) -> Template:
        try:
            return self._sandbox.get_template(name)
        except TemplateNotFound as missing:
            raise Refused("template_missing", file=name) from missing


def _broken(name: str, fault: BaseException) -> Refused:
    """The error a person can act on: which file, which line, what is wrong with it."""
    file, line = name, 0
    if isinstance(fault, TemplateSyntaxError):
        file, line = fault.name or name, fault.lineno
    else:
        for frame in traceback.extract_tb(fault.__traceback__):
            if frame.filename.endswith(".j2"):
                file, line = _short(frame.filename), frame.lineno or 0
    reason = "endless" if isinstance(fault, RecursionError) else str(fault)[:MAX_REASON]
    return Refused("template_broken", file=file, line=line, reason=reason or type(fault).__name__)


def _bounded(text: str) -> str:
    """The text, unless it is too long for anything it could be for; escaping can make it longer than it was."""
    if len(text) > MAX_OUTPUT // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_OUTPUT:
        raise Forbidden("writes_too_much")
    return text


def _short(path: str) -> str:
    """A template's path inside its folder: its own folder and name."""
    return "/".join(Path(path).parts[-2:])
