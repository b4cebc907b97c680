"""Feeds, pure: bytes to items, which of them are new, which are wanted, and when they may go out.

`parse` is the door (RSS and Atom in `syndication`, JSON Feed in `json_feed`), `apart` the same in a process that may be
stopped; `discover` finds a page's feed, `opml` reads and writes lists of feeds. `identity` tells what is the same
item, `matching` what a rule wants, `deciding` makes decisions of both, `placing` finds the time. No network, no
database, no clock of its own. May import: bot.domain, bot.text; feedparser here alone. A new kind of feed is one module
beside `json_feed` and one line in `parse`.
"""
