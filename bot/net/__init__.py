"""The one way out to addresses that strangers name: judged, pinned, capped, timed.

May import: bot.domain. `guard` decides (pure), `pinned` connects to exactly what was judged, `client`
fetches a page. Nothing else in the house opens a connection to an address that came in from outside.
To relax a rule for a test or a private server, pass it to the constructor; the defaults never change.
"""
