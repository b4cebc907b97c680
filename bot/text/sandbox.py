"""The sandbox templates run in: no way out to Python, and no way to run or grow without end.

Every iteration, output, comparison, list and call of a template is charged for its true size against one allowance
per rendering (`allowance`), so a member's template that loops hugely or doubles a text again and again fails soon.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.filters import do_round
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.text.allowance import Forbidden, charge, metered, paced, sized, weigh

MAX_INTEGER = 10**15
MAX_SOURCE = 50_000
MAX_DIGITS = 15

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


def joined(items: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    """The `join` filter, charged."""
    texts = [sized(item[attribute] if attribute else item) for item in paced(items)]
    escaped = any(isinstance(text, Markup) for text in (separator, *texts))
    charge(1, len(separator) * len(texts) + sum(len(text) for text in texts if isinstance(text, str)))
    return (Markup("") + separator if escaped else separator).join(text if escaped else str(text) for text in texts)


def replaced(text: str, old: str, new: str) -> str:
    """The `replace` filter, charged."""
    charge(1, len(text) + text.count(old) * len(new))
    return text.replace(old, new)


def rounded(value: float, precision: int = 0, method: str = "common") -> float:
    """The `round` filter, to a sensible number of digits."""
    if abs(precision) > MAX_DIGITS:
        raise Forbidden("number_too_large")
    return do_round(value, precision, method)  # type: ignore[arg-type]  # jinja checks the method itself


def counted(*arguments: int) -> range:
    """The `range` of a template, charged."""
    numbers = range(*arguments)
    charge(len(numbers))
    return numbers


def weighed(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter charged for the size of what it is given."""

    @wraps(filter_)
    def charged(*arguments: Any, **options: Any) -> Any:
        charge(1)
        for given in arguments:
            weigh(given)
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
        self.filters |= {"join": joined, "replace": replaced, "round": rounded}
        self.filters |= {"_paced": paced, "_metered": metered, "_sized": sized}
        exempt = {"defined", "undefined"}
        tests = cast("dict[str, Callable[..., Any]]", self.tests)
        self.tests = {name: test if name in exempt else weighed(test) for name, test in tests.items()}
        self._written: dict[str, int] = {}
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
            raise Forbidden("operator_forbidden")
        sized = [value for value in (left, right) if isinstance(value, str | list | tuple)]
        if operator == "*" and sized:
            raise Forbidden("only_numbers_multiplied")
        charge(1, sum(map(len, sized)))
        outcome = super().call_binop(context, operator, left, right)
        if isinstance(outcome, int) and abs(outcome) > MAX_INTEGER:
            raise Forbidden("number_too_large")
        return outcome

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Charge for each call, so that macros calling themselves come to an end."""
        owner = getattr(obj, "__self__", "")
        charge(1, len(owner) if isinstance(owner, str) else 0)
        for given in (owner, *args, *kwargs.values()):
            sized(given)
        outcome = super().call(context, obj, *args, **kwargs)
        if isinstance(outcome, str):
            charge(0, len(outcome) >> 4)
        return outcome

    def _load_template(self, name: str, globals: Any) -> Any:
        template = super()._load_template(name, globals)
        charge(1, self._written.get(name, 0))
        return template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template's tree with all that could be costly charged for: loops, `~`, comparisons, lists."""
        if len(source) > MAX_SOURCE:
            raise TemplateSyntaxError("template_too_long", 1, name, filename)
        tree = super()._parse(source, name, filename)
        self._written[name or ""] = _written(tree)
        for text in list(tree.find_all(nodes.Concat)):
            text.nodes = [_filtered(node, "_metered") for node in text.nodes]
        for comparison in list(tree.find_all(nodes.Compare)):
            comparison.expr = _weighed_operand(comparison.expr)
            for operand in comparison.ops:
                operand.expr = _weighed_operand(operand.expr)
        _weigh_literals(tree)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = _filtered(loop.iter, "_paced", nodes.Const(_written(loop)))
        return tree


def _written(node: nodes.Node) -> int:
    """How many characters of plain text a node holds."""
    return sum(len(text.data) for text in node.find_all(nodes.TemplateData))


def _weighed_operand(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filtered(node, "_sized")


def _weigh_literals(node: nodes.Node) -> None:
    """Lists, tuples and dictionaries that a template makes, charged with all they hold."""
    for field, value in node.iter_fields():
        if isinstance(value, list):
            setattr(node, field, [_weighed_literal(item) for item in value])
        elif isinstance(value, nodes.Node):
            setattr(node, field, _weighed_literal(value))


def _weighed_literal(node: Any) -> Any:
    if not isinstance(node, nodes.Node):
        return node
    _weigh_literals(node)
    made = isinstance(node, nodes.List | nodes.Dict) or (isinstance(node, nodes.Tuple) and node.ctx == "load")
    return _filtered(node, "_sized") if made else node


def _filtered(node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", node), name, list(arguments), [], None, None, lineno=node.lineno)
