"""`python -m bot` is `standfirst`."""

from bot.cli import main

main()
