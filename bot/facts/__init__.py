"""Facts: every checkable claim of a post, traced to the numbered sentence of the article that says it. Pure.

May import text and domain only. Article and post are read by the same code: a form known in one is known in both.
`SourceIndex.of(article)` once, then `trace(text, index)` or `trace_draft(draft, index)`, or only what is
`untraced(draft, index)`; `closest(fact, index)` is the
sentence an untraced fact was likely meant for. A new kind of fact: a finder of its own, its look-up in `values`, its
words in `lexicon`.
"""

from bot.facts.index import SourceIndex
from bot.facts.nearest import closest
from bot.facts.tracing import trace, trace_draft, untraced

__all__ = ["SourceIndex", "closest", "trace", "trace_draft", "untraced"]
