"""The sandbox templates run in: no way out to Python, and no way to run or grow without end.

Every iteration, output and call of a template is charged against one allowance per rendering, so a member's
template that loops hugely or doubles a text again and again fails within milliseconds.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

STEPS = 20_000
CHARACTERS = 400_000
MAX_INTEGER = 10**15

_FILTERS = (
    "abs capitalize count d default e escape first float int join last length list lower map max min reject "
    "rejectattr replace reverse round select selectattr sort string sum title trim truncate unique upper "
    "urlencode wordcount"
)
_TEXT_METHODS = (
    "capitalize casefold count endswith find isalpha isascii isdigit islower isupper lower lstrip removeprefix "
    "removesuffix rstrip split splitlines startswith strip title upper"
)
_SAFE_FILTERS = frozenset(_FILTERS.split())
_SAFE_TEXT_METHODS = frozenset(_TEXT_METHODS.split())

_allowance: ContextVar[list[int] | None] = ContextVar("allowance", default=None)


@contextmanager
def allowance() -> Iterator[None]:
    """One rendering's allowance of steps and characters; a rendering inside it shares it."""
    if _allowance.get() is not None:
        yield
        return
    token = _allowance.set([STEPS, CHARACTERS])
    try:
        yield
    finally:
        _allowance.reset(token)


def charge(steps: int, characters: int = 0) -> None:
    """Take from the allowance. Raises SecurityError when it is used up."""
    left = _allowance.get()
    if left is None:
        return
    left[0] -= steps
    left[1] -= characters
    if left[0] < 0 or left[1] < 0:
        raise SecurityError("the template does too much" if left[0] < 0 else "the template writes too much")


def paced(items: Iterable[Any]) -> Iterator[Any]:
    """Charge one step for each item of a loop."""
    for item in items:
        charge(1)
        yield item


def metered(value: Any) -> Any:
    """Charge for a value on its way into the output; a list is not written as it is, however little it holds."""
    left = _allowance.get()
    if left is not None:
        if isinstance(value, list | tuple | dict | set | frozenset):
            raise SecurityError("a list has to be joined before it is written")
        # Inline, not `charge`: this runs for every value a template writes.
        left[0] -= 1
        left[1] -= len(value) if isinstance(value, str) else 20
        if left[0] < 0 or left[1] < 0:
            charge(0)
    return value


def joined(items: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    """The `join` filter, charged."""
    texts = [item[attribute] if attribute else item for item in paced(items)]
    escaped = any(isinstance(text, Markup) for text in (separator, *texts))
    charge(1, len(separator) * len(texts) + sum(len(text) for text in texts if isinstance(text, str)))
    return (Markup("") + separator if escaped else separator).join(text if escaped else str(text) for text in texts)


def replaced(text: str, old: str, new: str) -> str:
    """The `replace` filter, charged."""
    charge(1, len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def counted(*arguments: int) -> range:
    """The `range` of a template, charged."""
    numbers = range(*arguments)
    charge(len(numbers))
    return numbers


def weighed(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter charged for the size of what it is given."""

    @wraps(filter_)
    def charged(*arguments: Any, **options: Any) -> Any:
        charge(1, max((len(given) for given in arguments if isinstance(given, str | list | tuple)), default=0))
        return filter_(*arguments, **options)

    return charged


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with strict undefined, few filters and methods, and everything charged."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith((".html.j2", ".html")),
            finalize=metered,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=1000,
        )
        self.filters = {name: weighed(filter_) for name, filter_ in self.filters.items() if name in _SAFE_FILTERS}
        self.filters |= {"join": joined, "replace": replaced, "_paced": paced, "_metered": metered}
        self.globals = {"range": counted}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute: nothing private, and of a text only what cannot make it grow."""
        if isinstance(obj, str):
            return attr in _SAFE_TEXT_METHODS
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No `format`: a width of a thousand million is a text of that size."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The operators that could build something huge, kept small."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"the operator {operator} is not allowed here")
        sized = [value for value in (left, right) if isinstance(value, str | list | tuple)]
        if operator == "*" and sized:
            raise SecurityError("only numbers can be multiplied")
        charge(1, sum(map(len, sized)))
        outcome = super().call_binop(context, operator, left, right)
        if isinstance(outcome, int) and abs(outcome) > MAX_INTEGER:
            raise SecurityError("the number is too large")
        return outcome

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Charge for each call, so that macros calling themselves come to an end."""
        owner = getattr(obj, "__self__", "")
        charge(1, len(owner) if isinstance(owner, str) else 0)
        return super().call(context, obj, *args, **kwargs)

    def _load_template(self, name: str, globals: Any) -> Any:
        charge(1)
        return super()._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template's tree with what its loops run over paced, and what it strings together with ~ metered."""
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = _filtered(loop.iter, "_paced")
        for text in list(tree.find_all(nodes.Concat)):
            text.nodes = [_filtered(node, "_metered") for node in text.nodes]
        return tree


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
