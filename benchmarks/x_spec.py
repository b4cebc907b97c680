"""Cuts from X's OpenAPI description what the local double needs.

    python benchmarks/x_spec.py x-api-v2.167-openapi.json > bot/testing/x/spec.json

Kept: for each operation the shape of its parameters, body and answer, and the schemas these name. Left out: every
sentence of X's (descriptions, examples, titles); what is kept are names, types, patterns and needs.
"""

import json
import sys
from pathlib import Path

OPERATIONS = {
    "/2/tweets": ("post", "get"),
    "/2/tweets/{id}": ("get", "delete"),
    "/2/users/me": ("get",),
    "/2/users/{id}/tweets": ("get",),
    "/2/users/{id}/mentions": ("get",),
    "/2/tweets/search/recent": ("get",),
    "/2/tweets/{tweet_id}/hidden": ("put",),
    "/2/media/upload": ("post",),
    "/2/media/metadata": ("post",),
}
WORDS = ("description", "example", "title", "externalDocs")
# Parts of answers that the double never gives.
UNSEEN = ("Expansions", "Problem")


def cut(whole):
    """The kept part."""
    parameters = whole["components"]["parameters"]

    def resolved(parameter):
        return parameters[parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter

    operations = {}
    for path, methods in OPERATIONS.items():
        for method in methods:
            operation = whole["paths"][path][method]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            answer = next(content for status, content in operation["responses"].items() if status.startswith("2"))
            operations[f"{method.upper()} {path}"] = {
                "scopes": next(one["OAuth2UserToken"] for one in operation["security"] if "OAuth2UserToken" in one),
                "parameters": [quiet(resolved(one)) for one in operation.get("parameters", [])],
                "body": quiet(body.get("schema")),
                "answer": quiet(answer["content"]["application/json"]["schema"]),
            }
    return {
        "version": whole["info"]["version"],
        "operations": operations,
        "components": {"schemas": named(operations, whole)},
    }


def quiet(value):
    """A schema without its sentences."""
    if isinstance(value, list):
        return [quiet(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, one in value.items():
        if name == "properties":  # here the names are X's, not OpenAPI's
            kept[name] = {field: quiet(schema) for field, schema in one.items()}
        elif name not in WORDS:
            kept[name] = quiet(one)
    return kept


def named(operations, whole):
    """Every schema that is named from there on."""
    found, left = {}, list(references(operations))
    while left:
        name = left.pop()
        if name in found:
            continue
        found[name] = {} if name in UNSEEN else quiet(whole["components"]["schemas"][name])
        left += references(found[name])
    return dict(sorted(found.items()))


def references(value):
    """The names of schemas in a value."""
    if isinstance(value, list):
        for one in value:
            yield from references(one)
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rsplit("/", 1)[1]
        for one in value.values():
            yield from references(one)


if __name__ == "__main__":
    described = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    json.dump(cut(described), sys.stdout, separators=(",", ":"))
