"""How things look in a terminal. Text from outside is shown as text: no markup, no control characters."""

import re
from collections.abc import Iterable, Sequence

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.chat.texts import Texts
from bot.domain.article import Article
from bot.domain.facts import Trace
from bot.domain.post import Part, Post
from bot.domain.reply import Reply
from bot.services.publishing import Report

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    """Where results go."""
    return Console(highlight=False, markup=False, soft_wrap=False)


def plain(text: str) -> Text:
    """Outside text made safe for a terminal."""
    return Text(CONTROL.sub("\ufffd", text))


def article(article: Article) -> RenderableType:
    """An article's title and what is known about it, on two lines."""
    known = [article.site, _date(article), f"{article.words} words", article.language]
    return Group(Text(article.title or article.sentences[0][:80], style="bold"), plain(" · ".join(filter(None, known))))


def post(post: Post, label: str, texts: Texts) -> RenderableType:
    """A post as it will look, with its counter, its card and its notes."""
    panels = [_part(part, label, number, len(post.parts)) for number, part in enumerate(post.parts, 1)]
    lines: list[RenderableType] = list(panels)
    if post.card:
        lines.append(plain(f"  Card: {post.card.title} ({post.card.url})"))
    if post.notes:
        lines.append(Text("  " + " ".join(texts.note(note) for note in post.notes), style="dim"))
    lines += [Text(f"  Cannot be published: {texts.say('problems/' + key)}", style="red") for key in post.problems]
    return Group(*lines)


def _part(part: Part, label: str, number: int, of: int) -> Panel:
    text = plain(part.text)
    for span in part.spans:
        text.stylize("bold" if span.kind == "bold" else "underline", span.start, span.end)
    place = f" {number} of {of}" if of > 1 else ""
    title = f"{label}{place} · {part.length:,}/{part.limit:,}"
    return Panel(text, title=title, title_align="left", box=ROUNDED, width=84, padding=(0, 1))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table."""
    table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    return table


def thread(replies: Sequence[Reply]) -> RenderableType:
    """Replies under what they answer, in the order given."""
    known = {reply.native_id for reply in replies}
    below: dict[str, list[Reply]] = {}
    for reply in replies:
        below.setdefault(reply.parent_id if reply.parent_id in known else "", []).append(reply)
    lines: list[RenderableType] = []
    waiting = [(reply, 0) for reply in reversed(below.get("", []))]
    while waiting:
        reply, depth = waiting.pop()
        lines.append(_reply(reply, depth))
        waiting += [(answer, depth + 1) for answer in reversed(below.get(reply.native_id, []))]
    return Group(*lines)


def _reply(reply: Reply, depth: int) -> RenderableType:
    said = "(deleted)" if reply.deleted else reply.text
    mark = " (edited)" if reply.edited and not reply.deleted else ""
    line = plain(f"{reply.author}{mark}")
    line.stylize("bold")
    return Padding(line.append("  ").append_text(plain(said)), (0, 0, 0, 2 * min(depth + 1, 20)))


def checked(trace: Trace, texts: Texts) -> RenderableType:
    """Whether every fact stands in the article, and which do not."""
    if not trace.untraced:
        return plain(texts.say("cli/all_traced", count=len({(fact.text, fact.kind) for fact in trace.traced})))
    lines = [plain(texts.say("cli/untraced", text=fact.text, kind=fact.kind)) for fact in trace.untraced]
    return Group(*lines, plain(texts.say("cli/untraced_blocks")))


def reports(reports: Sequence[Report], texts: Texts) -> RenderableType:
    """How publications stand, a line each, with what failed and the next step."""
    lines: list[RenderableType] = []
    for report in reports:
        urls = [row.remote.url for row in report.deliveries if row.remote]
        name = f"{report.account.platform}:{report.account.handle}"
        values = {"account": name, "url": urls[0] if urls else "", "sent": len(urls), "parts": len(report.deliveries)}
        lines.append(plain(texts.say(f"publication/{report.publication.state}", **values)))
        if why := report.publication.error:
            lines.append(plain("   " + texts.say(f"errors/{why.key}", **why.values)))
    return Group(*lines)


def _date(article: Article) -> str:
    return f"{article.published:%-d %B %Y}" if article.published else ""
