"""Checks requests and answers against X's own description (spec.json, cut by benchmarks/x_spec.py).

The names that clients used before ("tweet.fields", "referenced_tweets") are taken for what they are now.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft4Validator

# Fields of posts that clients may name though the description of 2.167 has them as expansions, or under newer names.
OLD_FIELDS = frozenset(
    "author_id edit_history_tweet_ids in_reply_to_user_id note_tweet referenced_tweets card_uri".split()
)
OLD_PARAMETERS = {"tweet.fields": "post.fields"}


@cache
def spec() -> dict[str, Any]:
    """The description: operations by method and path, and the schemas."""
    text = resources.files(__package__).joinpath("spec.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def operation(name: str) -> dict[str, Any]:
    """One operation, as "POST /2/tweets"."""
    found: dict[str, Any] = spec()["operations"][name]
    return found


def request_faults(name: str, path: Mapping[str, str], query: Mapping[str, str], body: object) -> list[str]:
    """What is wrong with a request: unknown or missing parameters, wrong types, fields that are not in the schema."""
    described = operation(name)
    known = {one["name"]: one for one in described["parameters"]}
    given = {(one["in"], one["name"]) for one in known.values() if one["name"] in (*path, *_now(query))}
    faults = [
        f"{name}: {one['name']} is required"
        for one in known.values()
        if one.get("required") and (one["in"], one["name"]) not in given
    ]
    for parameter, value in [*path.items(), *query.items()]:
        newer = OLD_PARAMETERS.get(parameter, parameter)
        if newer not in known:
            faults.append(f"{name}: there is no parameter {parameter}")
            continue
        read = _read(known[newer]["schema"], value)
        if newer != parameter and isinstance(read, list):
            read = [one for one in read if one not in OLD_FIELDS] or ["id"]
        faults += _faults(known[newer]["schema"], read, f"{name}: {parameter}")
    if described["body"]:
        faults += _faults(described["body"], body, f"{name}: body")
    elif body is not None:
        faults.append(f"{name}: takes no body")
    return faults


def answer_faults(name: str, answer: object) -> list[str]:
    """What is wrong with an answer of ours."""
    return list(_faults(operation(name)["answer"], answer, f"{name} answered"))


def _now(query: Mapping[str, str]) -> list[str]:
    return [OLD_PARAMETERS.get(name, name) for name in query]


def _read(schema: Mapping[str, Any], value: str) -> object:
    if schema.get("type") == "array":
        return value.split(",")
    if schema.get("type") == "integer":
        return int(value) if value.lstrip("-").isdecimal() else value
    return value


def _faults(schema: Mapping[str, Any], value: object, at: str) -> Iterator[str]:
    whole = {"allOf": [schema], "components": spec()["components"]}
    for error in Draft4Validator(whole).iter_errors(value):
        yield f"{at}: {error.json_path}: {error.message[:200]}"
