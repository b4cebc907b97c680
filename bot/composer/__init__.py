"""Composer: a draft becomes a post for one network, the richest that fits. Pure, no I/O but its templates.

`material` and `plan` say each thing once, `offer` is what one network could show of it and `fit` what there is room
for; `view` renders the network's template within its `frame`; `thread` splits by idea and `numbered` makes the parts;
`compose` ties them and `notes` whatever was left out. Imports `bot.text` and `bot.domain` only; platforms come in
through the `Platform` port and are never named here. How a network's post looks is its template
(templates/posts/<name>.txt.j2 or .html.j2, else `_default`): change that, not this code.
"""

from bot.composer.compose import compose, compose_all
from bot.composer.marks import decorate
from bot.composer.material import hashtags, settled

__all__ = ["compose", "compose_all", "decorate", "hashtags", "settled"]
