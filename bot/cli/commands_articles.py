"""Commands that need no database: read, facts, count."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import Json, Jsonl, app, usage

if TYPE_CHECKING:
    from bot.domain.article import Article
    from bot.domain.ports import Platform

Line = dict[str, Any]


@app.command()
def read(
    source: Annotated[str, typer.Argument(help="A URL, a file, or - for stdin.")] = "",
    json: Json = False,
    jsonl: Jsonl = "",
) -> None:
    """Read an article and number its sentences.

    Example: standfirst read https://harbour.example/tidal
    """
    from bot.app import Desk, texts
    from bot.cli import batch, shapes, show

    if jsonl:
        return batch.run(jsonl, lambda line: shapes.article(article_of_line(line)), texts())
    article = asyncio.run(Desk().read(_one(source)))
    if json:
        return batch.write(shapes.article(article))
    out = show.console()
    out.print(show.article(article))
    for number, sentence in enumerate(article.sentences, 1):
        out.print(show.plain(f"{number:>3}  {sentence}"))
    return None


@app.command()
def facts(
    article: Annotated[str, typer.Argument(help="The article's text: a file, or - for stdin.")] = "",
    post: Annotated[str, typer.Argument(help="The post: a file.")] = "",
    json: Json = False,
    jsonl: Jsonl = "",
) -> None:
    """Trace each number, name, date and quote of a post to a sentence of the article.

    Example: standfirst facts article.txt post.txt
    """
    from bot.app import content, texts
    from bot.cli import batch, show

    if jsonl:
        return batch.run(jsonl, lambda line: _trace(batch.field(line, "article"), batch.field(line, "post")), texts())
    if not post:
        raise usage("name two files, the article and the post: standfirst facts article.txt post.txt")
    found = _trace(*(content(name).decode("utf-8", errors="replace") for name in (_one(article), post)))
    if json:
        batch.write(found)
    else:
        rows = [(fact["text"], fact["kind"], f"s. {fact['sentence']}") for fact in found["traced"]]
        rows += [(fact["text"], fact["kind"], "not in the article") for fact in found["untraced"]]
        show.console().print(show.table(("Fact", "Kind", "Where"), rows))
    if found["untraced"]:
        raise typer.Exit(3)
    return None


@app.command()
def count(
    text: Annotated[str, typer.Argument(help="The text to measure.")] = "",
    platform: Annotated[str, typer.Option(help="Whose rules: x, telegram, bluesky, mastodon ...")] = "x",
    media: Annotated[bool, typer.Option("--media", help="A picture is attached.")] = False,
    spoiler: Annotated[str, typer.Option(help="The content warning, where the network has one.")] = "",
    json: Json = False,
    jsonl: Jsonl = "",
) -> None:
    """Measure a text by a network's own rules.

    Example: standfirst count --platform x "Sarnholm turns on its tidal array https://harbour.example/tidal"
    """
    from bot.cli import batch, shapes
    from bot.platforms import get

    measured = get(platform)
    if jsonl:
        from bot.app import texts

        return batch.run(jsonl, lambda line: _measure(measured, line), texts())
    shape = shapes.measure(measured.measure(text, media=media, spoiler=spoiler))
    if json:
        batch.write(shape)
    else:
        verdict = "fits" if shape["valid"] else "does not fit"
        typer.echo(f"{shape['length']}/{shape['limit']} {shape['unit']}, {verdict} {measured.label}")
    if not shape["valid"]:
        raise typer.Exit(3)
    return None


def _one(source: str) -> str:
    if not source:
        raise usage('Name a URL or a file, or - for stdin. Example: "standfirst read article.html"')
    return source


def article_of_line(line: Line) -> "Article":
    """The article of a batch line: its html or text, and what else is known. Raises Refused, Unreadable."""
    from bot.app import article_of
    from bot.cli.batch import field

    known = {name: field(line, name) for name in ("title", "url", "language") if line.get(name)}
    body = "html" if line.get("html") else "text"
    return article_of(**{body: field(line, body)}, **known)


def _trace(article: str, post: str) -> Line:
    from bot.app import trace_texts
    from bot.cli import shapes

    found = trace_texts(article, post)
    return {name: [shapes.fact(fact) for fact in getattr(found, name)] for name in ("traced", "untraced")}


def _measure(platform: "Platform", line: Line) -> Line:
    from bot.cli import shapes
    from bot.cli.batch import field

    spoiler = field(line, "spoiler") if line.get("spoiler") else ""
    return shapes.measure(platform.measure(field(line, "text"), media=bool(line.get("media")), spoiler=spoiler))
