"""Times: what a member means by a typed time, slots, recurring times and the calendar file. Pure; `now` is passed in.

May import domain and text only. A typed time goes `tokens` (signs and numbers), `phrases` (words, by the tables of
`vocabulary` and `tongues`), `grammar` (clocks, days, spans and zones found), `read` (one moment or a question). A word
that is in no table makes the whole text unclear, since it may change the meaning: to teach a word, add it to a table.
A language more is a table in `tongues`. `echo` holds the values of the sentence that repeats a moment.
`slots` finds the free times of slots, `recurrence` the next time of a rule that `recurring` reads, `calendar` writes
the calendar file.
"""

from bot.times.echo import echo
from bot.times.read import read_time
from bot.times.settle import moment_of

__all__ = ["echo", "moment_of", "read_time"]
