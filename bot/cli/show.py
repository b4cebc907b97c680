"""How things look: framed and wrapped in a terminal; bare, whole and without colour where another program reads.

Text from outside is shown as text: no markup, no control characters.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.chat.texts import Texts
from bot.chat.times import moment_said
from bot.cli.terminal import safe
from bot.domain.article import Article
from bot.domain.clock import SystemClock
from bot.domain.connection import Finding
from bot.domain.facts import Trace
from bot.domain.post import Part, Post
from bot.domain.publication import Publication
from bot.domain.reply import Reply
from bot.services.doctor import Diagnosis, Examined
from bot.services.publishing import Report
from bot.times import moment_of

ENDLESS = 1_000_000_000  # columns, where there is no edge to wrap at


def console() -> Console:
    """Where results go; a pipe or a file has no edge and no colour, whatever the environment says."""
    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, soft_wrap=False)
    return Console(highlight=False, markup=False, width=ENDLESS, force_terminal=False, color_system=None)


@dataclass(frozen=True, slots=True)
class Either:
    """One look for a terminal, another for a pipe or a file."""

    terminal: RenderableType
    piped: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.terminal if console.is_terminal else self.piped


def plain(text: str, style: str = "") -> Text:
    """Outside text made safe for a terminal."""
    return Text(safe(text), style=style)


def heading(text: str) -> RenderableType:
    """The title of a step."""
    return Either(Rule(plain(text), align="left"), plain(text))


def article(article: Article, texts: Texts) -> RenderableType:
    """An article's title and what is known about it, on two lines."""
    known = texts.say(
        "cli/article", site=article.site, published=article.published, words=article.words, language=article.language
    )
    return Group(plain(article.title or article.sentences[0][:80], "bold"), plain(known))


def post(post: Post, label: str, texts: Texts) -> RenderableType:
    """A post as it will look, with its counter, its card and its notes."""
    lines = [_part(part, label, number, len(post.parts), texts) for number, part in enumerate(post.parts, 1)]
    if post.card:
        lines.append(plain("  " + texts.say("cli/card", title=post.card.title, url=post.card.url)))
    if post.notes:
        lines.append(plain("  " + " ".join(texts.note(note) for note in post.notes), "dim"))
    problems = (texts.say("cli/problem", problem=texts.say(f"problems/{key}")) for key in post.problems)
    return Group(*lines, *(plain("  " + problem, "red") for problem in problems))


def _part(part: Part, label: str, number: int, of: int, texts: Texts) -> RenderableType:
    text = plain(part.text)
    for span in part.spans:
        text.stylize("bold" if span.kind == "bold" else "underline", span.start, span.end)
    told = texts.say("cli/part", label=label, number=number, of=of, length=f"{part.length:,}", limit=f"{part.limit:,}")
    title = plain(told)
    framed = Panel(text, title=title, title_align="left", box=ROUNDED, width=84, padding=(0, 1))
    return Either(framed, Group(title, text, ""))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table."""
    table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    return table


def facts(found: dict[str, list[dict[str, object]]], texts: Texts) -> RenderableType:
    """Each fact of a post, and where it stands."""
    headings = [texts.say(f"cli/facts/{name}") for name in ("text", "kind", "where")]
    listed = [*found["traced"], *found["untraced"]]
    where = (texts.say("cli/facts/place", sentence=fact.get("sentence")) for fact in listed)
    rows = ((str(fact["text"]), str(fact["kind"]), place) for fact, place in zip(listed, where, strict=True))
    return table(headings, rows)


def thread(replies: Sequence[Reply], texts: Texts) -> RenderableType:
    """Replies under what they answer, in the order given."""
    known = {reply.native_id for reply in replies}
    below: dict[str, list[Reply]] = {}
    for reply in replies:
        below.setdefault(reply.parent_id if reply.parent_id in known else "", []).append(reply)
    lines: list[RenderableType] = []
    waiting = [(reply, 0) for reply in reversed(below.get("", []))]
    while waiting:
        reply, depth = waiting.pop()
        lines.append(_reply(reply, depth, texts))
        waiting += [(answer, depth + 1) for answer in reversed(below.get(reply.native_id, []))]
    return Group(*lines)


def _reply(reply: Reply, depth: int, texts: Texts) -> RenderableType:
    mark = "deleted" if reply.deleted else "edited" if reply.edited else ""
    line = plain(reply.author, "bold")
    if mark:
        line.append(" " + texts.say(f"cli/reply_{mark}"))
    if not reply.deleted:
        line.append("  ").append(safe(reply.text), "not bold")
    indent = 2 * min(depth + 1, 20)
    lines = Text("\n").join(Text(" " * indent).append_text(part) for part in line.split("\n"))
    return Either(Padding(line, (0, 0, 0, indent)), lines)


def checked(trace: Trace, texts: Texts) -> RenderableType:
    """Whether every fact stands in the article, and which do not."""
    if not trace.untraced:
        return plain(texts.say("cli/all_traced", count=len({(fact.text, fact.kind) for fact in trace.traced})))
    lines = [plain(texts.say("cli/untraced", text=fact.text, kind=fact.kind)) for fact in trace.untraced]
    return Group(*lines, plain(texts.say("cli/untraced_blocks")))


def tell(found: Sequence[Report], *, json: bool, halted: bool = False) -> None:
    """Tell how publications stand: one JSON object (`halted` says whether nothing goes out), or a line each."""
    from bot.app import texts
    from bot.cli import batch, shapes

    if json:
        brake = {"halted": True} if halted else {}
        batch.write({"publications": [shapes.report(report) for report in found], **brake})
    else:
        console().print(reports(found, texts()))


def reports(reports: Sequence[Report], texts: Texts) -> RenderableType:
    """How publications stand, a line each, with what failed and the next step."""
    return Group(*(line for report in reports for line in _report(report, texts)))


def _report(report: Report, texts: Texts) -> list[RenderableType]:
    publication, gone = report.publication, [row for row in report.deliveries if row.deleted]
    urls = [row.remote.url for row in (report.standing or report.deliveries) if row.remote]
    name = f"{report.account.platform}:{report.account.handle}"
    values = {"account": name, "url": urls[0] if urls else "", "sent": len(urls), "parts": len(report.deliveries)}
    if publication.deleted:
        again = texts.say("cli/anew", draft=report.draft_id, account=name)
        return [plain(texts.say("publication/deleted", **values)), plain(f"   {again}")]
    state = f"half_{report.half}" if report.half else publication.state
    lines: list[RenderableType] = [plain(texts.say(f"publication/{state}", **values))]
    if gone:
        lines.append(
            plain("   " + texts.say("publication/partly_deleted", gone=len(gone), parts=len(report.deliveries)))
        )
    if publication.state == "scheduled":
        lines.append(plain("   " + texts.say("cli/due", when=_when(publication, texts), id=publication.id)))
    if why := report.error:
        lines.append(plain("   " + texts.say(f"errors/{why.key}", **why.values)))
    if publication.state == "uncertain":
        lines.append(plain("   " + texts.say("cli/settle", id=publication.id)))
    return lines


def _when(publication: Publication, texts: Texts) -> str:
    """When it is due, in the zone that it was chosen in."""
    moment = moment_of(publication.at, publication.zone or "UTC")
    return moment_said(texts, moment, SystemClock().now(), "cli/when")


def diagnosis(found: Diagnosis, texts: Texts, label: Callable[[Examined], str]) -> RenderableType:
    """What the doctor found: the house, then every account, a line for each finding, faults with their remedies."""
    lines: list[RenderableType] = [plain(texts.say("cli/doctor/house"), "bold"), *_findings(found.house, texts)]
    for one in found.accounts:
        lines += [plain(label(one), "bold"), *_findings(one.findings, texts)]
        if one.failure:
            lines.append(_finding("fault", texts.error(one.failure), texts))
    return Group(*lines)


def _findings(found: Sequence[Finding], texts: Texts) -> list[RenderableType]:
    return [_finding(one.level, texts.finding(one), texts) for one in found]


def _finding(level: str, text: str, texts: Texts) -> RenderableType:
    style = {"fault": "red", "warning": "yellow"}.get(level, "")
    return plain("  " + texts.say("cli/doctor/line", level=level, text=text), style)
