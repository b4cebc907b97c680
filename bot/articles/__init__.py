"""Reading in: whatever a person sends becomes an Article with numbered sentences, or a clear reason why not.

`intake` is the door; `decode` and `clean` turn bytes into sound text, `extract` and `metadata` take a page
apart, `markup` does the same for Markdown and pasted text, `pdf` (with `printed`) and `word` for files, which
`apart` runs in a process of their own; `judge` says what is not an article; `roundup` joins several into one.
May import: bot.domain, bot.net, bot.text. A new kind of source is one function in `intake`; a new kind of
page that is not an article is one rule in `judge` and one sentence in templates/chat/<lang>/errors.
"""
