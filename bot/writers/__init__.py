"""Article -> Draft. One folder or module per writer, all behind the `Writer` port; `embedded` needs no key.

May import net, text and domain. A new writer: implement `bot.domain.ports.Writer` and hand it to services in app.py.
"""
