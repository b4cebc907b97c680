"""The embedded writer: an article becomes a draft with no key and no model download.

The road: `story` reads, `ranking` weighs sentences, `statements` makes whole statements of them (`prose`, `gate`,
`grammar`, `trimming`, `splitting`), `choice` takes the best that differ, `speech` keeps out what others
say within quotations, `context` adds the long form; `headline`,
`question`, `hashtags`, `category` and `sensitive` do what their names say. Everything is the article's own words.

May import: `bot.text`, `bot.domain`. To add a language: word lists under `data/`, questions under
`templates/questions/<language>/`; splitting and shortening stay off where there are no rules for the language.
"""

from bot.writers.embedded.writer import EmbeddedWriter

__all__ = ["EmbeddedWriter"]
