"""Checks requests and answers against the Bot API's own description (spec.json, cut by benchmarks/telegram_spec.py)."""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

_SIMPLE: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (float, int),
}


@cache
def spec() -> dict[str, Any]:
    """The description: methods, types and the subtypes of each."""
    text = resources.files(__package__).joinpath("spec.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def returns(method: str) -> list[str]:
    """What a method's answer may be."""
    found: list[str] = spec()["methods"][method]["returns"]
    return found


def request_faults(method: str, given: dict[str, Any], files: set[str]) -> list[str]:
    """What is wrong with a request: unknown or missing parameters, wrong types."""
    fields: dict[str, Any] = spec()["methods"][method]["fields"]
    unknown = [f"{method}: there is no parameter {name}" for name in given if name not in fields]
    missing = [
        f"{method}: {name} is required"
        for name, (_, required) in fields.items()
        if required and name not in given and name not in files
    ]
    wrong = [
        f"{method}: {fault}"
        for name, value in given.items()
        if name in fields and "InputFile" not in " ".join(fields[name][0])
        for fault in faults(fields[name][0], value, name)
    ]
    return unknown + missing + wrong


def answer_faults(method: str, answer: Any) -> list[str]:
    """What is wrong with an answer of ours."""
    return [f"{method} answered: {fault}" for fault in faults(returns(method), answer, "result")]


def faults(types: list[str], value: Any, at: str) -> list[str]:
    """Why a value is none of these types; [] when it is one."""
    tried = [list(_faults(kind, value, at)) for kind in types]
    return min(tried, key=len) if tried else []


def _faults(kind: str, value: Any, at: str) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{at} is no array"
            return
        for number, item in enumerate(value):
            yield from _faults(kind.removeprefix("Array of "), item, f"{at}[{number}]")
    elif kind in _SIMPLE:
        bad = not isinstance(value, _SIMPLE[kind]) or (isinstance(value, bool) and kind not in ("Boolean", "True"))
        if bad:
            yield f"{at} is no {kind}: {value!r:.80}"
    else:
        yield from _object(kind, value, at)


def _object(kind: str, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is no {kind}"
        return
    subtypes = spec()["subtypes"].get(kind)
    if subtypes:
        known = [one for one in subtypes if one in spec()["types"]]
        yield from faults(known, value, at) if known else ()
        return
    fields = spec()["types"].get(kind)
    if fields is None:  # a type the double never looks into
        return
    for name, (types, required) in fields.items():
        if name in value:
            yield from faults(types, value[name], f"{at}.{name}")
        elif required:
            yield f"{at} lacks {name}"
    yield from (f"{at} has no field {name}" for name in value if name not in fields)
