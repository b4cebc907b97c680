"""Commands that need no database: read, facts, count."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.root import Json, Jsonl, Sources, alone, app, sources_given, usage
from bot.cli.running import finish

if TYPE_CHECKING:
    from bot.app import Desk
    from bot.domain.article import Article
    from bot.domain.ports import Platform

Line = dict[str, Any]


@app.command()
def read(sources: Sources = None, json: Json = False, jsonl: Jsonl = None) -> None:
    """Read an article and number its sentences.

    Example: standfirst read https://harbour.example/tidal
    """
    from bot.app import Desk, texts
    from bot.cli import batch, shapes

    if jsonl is not None:
        alone("--jsonl", SOURCE=sources, json=json)
        return batch.run(jsonl, lambda line: shapes.article(article_of_line(line)), texts())
    named = sources_given(sources)
    finish(each(named, partial(_read, Desk(), json=json)))
    return None


@app.command()
def facts(
    article: Annotated[str | None, typer.Argument(help="The article's text: a file, or - for stdin.")] = None,
    post: Annotated[str | None, typer.Argument(help="The post: a file, or - for stdin.")] = None,
    json: Json = False,
    jsonl: Jsonl = None,
) -> None:
    """Trace each number, name, date and quote of a post to a sentence of the article.

    Example: standfirst facts article.txt post.txt
    """
    from bot.app import content, texts
    from bot.cli import batch, show

    if jsonl is not None:
        alone("--jsonl", ARTICLE=article, POST=post, json=json)
        return batch.run(jsonl, lambda line: _trace(batch.field(line, "article"), batch.field(line, "post")), texts())
    if not (article and post):
        raise usage("two_files")
    named = sources_given([article, post])
    found = _trace(*(content(name).decode("utf-8", errors="replace") for name in named))
    if json:
        batch.write(found)
    else:
        show.console().print(show.facts(found, texts()))
    if found["untraced"]:
        raise typer.Exit(3)
    return None


@app.command()
def count(
    text: Annotated[str | None, typer.Argument(help="The text to measure.")] = None,
    platform: Annotated[str, typer.Option(help="Whose rules: x, telegram, bluesky, mastodon ...")] = "x",
    media: Annotated[bool, typer.Option("--media", help="A picture is attached.")] = False,
    spoiler: Annotated[str | None, typer.Option(help="The content warning, where the network has one.")] = None,
    json: Json = False,
    jsonl: Jsonl = None,
) -> None:
    """Measure a text by a network's own rules.

    Example: standfirst count --platform x "Sarnholm turns on its tidal array https://harbour.example/tidal"
    """
    from bot.cli import batch, shapes
    from bot.platforms import get

    measured = get(platform)
    if jsonl is not None:
        from bot.app import texts

        alone("--jsonl", TEXT=text, media=media, spoiler=spoiler, json=json)
        return batch.run(jsonl, lambda line: _measure(measured, line), texts())
    if text is None:
        raise usage("no_text")
    shape = shapes.measure(measured.measure(text, media=media, spoiler=spoiler or ""))
    if json:
        batch.write(shape)
    else:
        verdict = "fits" if shape["valid"] else "does not fit"
        typer.echo(f"{shape['length']}/{shape['limit']} {shape['unit']}, {verdict} {measured.label}")
    if not shape["valid"]:
        raise typer.Exit(3)
    return None


async def each(sources: list[str], work: Callable[[str], Awaitable[None]]) -> None:
    """Work on every source in turn; a bad one is told and the rest goes on, the exit code remembers it."""
    from bot.cli import ends
    from bot.domain.errors import StandfirstError

    failed: list[StandfirstError] = []
    for source in sources:
        try:
            await work(source)
        except StandfirstError as error:
            failed.append(error)
        except OSError:
            raise
        except Exception as fault:  # the boundary of one source: the next must still be worked on
            failed.append(ends.unexpected(fault))
        else:
            continue
        ends.say(failed[-1], about=source if len(sources) > 1 else "")
    if failed:
        raise typer.Exit(ends.code(failed))


async def _read(desk: "Desk", source: str, *, json: bool) -> None:
    from bot.app import texts
    from bot.cli import batch, shapes, show

    article = await desk.read(source)
    if json:
        return batch.write(shapes.article(article))
    out = show.console()
    out.print(show.article(article, texts()))
    for number, sentence in enumerate(article.sentences, 1):
        out.print(show.plain(f"{number:>3}  {sentence}"))
    return None


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
