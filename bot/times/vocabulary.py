"""The English words of a typed time. A line: what it stands for, a colon, its spellings apart by `|`.

What it stands for is one token or several (`+`): a kind, and after a blank a number or a name. `filler` is what changes
nothing. A word that could change the meaning (`before`, `not`, `every`, `later`) is in no line, and so
makes a text unclear.
"""

ENGLISH = """
day 0: today | later today
day 1: tomorrow | tmrw | tmr | tmw | tommorow | tomorow | tommorrow | tomorro | tmrow | tommorrow's | tomorrow's
day_after: day after
day -1: yesterday
day -2: day before yesterday | the day before yesterday
tonight: tonight | tonite | later tonight
part morning: in the morning | morning
part afternoon: in the afternoon | afternoon
part evening: in the evening | evening
part night: at night | in the night | night
day 0 + part morning: this morning
day 0 + part afternoon: this afternoon
day 0 + part evening: this evening
day -1 + part night: last night
weekday 0: monday | mon
weekday 1: tuesday | tues | tue
weekday 2: wednesday | weds | wed | wednsday | wensday
weekday 3: thursday | thurs | thur | thu
weekday 4: friday | fri
weekday 5: saturday | sat
weekday 6: sunday | sun
month 1: january | jan
month 2: february | feb | febr
month 3: march | mar
month 4: april | apr
month 5: may
month 6: june | jun
month 7: july | jul
month 8: august | aug
month 9: september | sept | sep
month 10: october | oct
month 11: november | nov
month 12: december | dec
unit second: second | seconds | sec | secs
unit minute: minute | minutes | min | mins | m
unit hour: hour | hours | hr | hrs | h
unit day: day | days | d
unit week: week | weeks | wk | wks | w
unit fortnight: fortnight | fortnights
unit month: month | months
unit year: year | years
a: a | an
number 0: zero
number 1: one
number 2: two | a couple of | couple of | a couple | couple
number 3: three
number 4: four
number 5: five
number 6: six
number 7: seven
number 8: eight
number 9: nine
number 10: ten
number 11: eleven
number 12: twelve | a dozen
number 15: fifteen
number 20: twenty
number 25: twenty five
number 30: thirty
number 40: forty
number 45: forty five
number 50: fifty
number 60: sixty
number 90: ninety
half: half | a half
quarter: quarter | a quarter | one quarter
three_quarters: three quarters
of: of
in: in
ago: ago
from_now: from now
from: from
at: at | this at | around | about | approximately | approx | roughly | circa
noon: noon | midday | mid day
midnight: midnight | mid night
oclock: o'clock | oclock | o clock
past: past
to: to
or: or
from: between | up to | until | till | til | through | thru
and: and
next: next
this: this
last: last
coming: coming | this coming | upcoming
next_week: next week | the next week | of next week
this_week: this week | of this week
last_week: last week | of last week
next_month: of next month
this_month: of this month
month_end: last day of the month | last day of month | last day of this month | the last day of the month
month_end: the last day of month | the last day of this month
now: now | right now
slot: next slot | next free slot | next available slot | next open slot | free slot | next slot available
zone America/New_York: et
zone America/Chicago: ct
zone America/Denver: mt
zone America/Los_Angeles: pt
offset 0: utc | gmt | z
offset -300: est
offset -240: edt
offset -480: pst
offset -420: pdt
offset 60: cet | bst
offset 120: cest | eet
offset 180: eest
offset 540: jst
zone_or America/Chicago Asia/Shanghai: cst
zone_or Asia/Kolkata Asia/Jerusalem Europe/Dublin: ist
filler: this on | this for | the | on | please | pls | plz | thanks | thank you | thank | thx | ty | cheers
filler: kindly | it | this one | that one | post | posts | posting | publish | publishing | schedule | scheduled
filler: send | sending | share | sharing | tweet | queue | put | set | go | goes | going | release | run | push | drop
filler: move | make | let's | lets | let us | let me | can | could | would | will | shall | should | you | we | i
filler: i'd | i'll | i'm | we'd | we'll | want | wanna | need | like | love | be | is | up | live | for | with | via
filler: your | our | their | its | it's | they | them | my | to be | article | story | draft | piece | message
filler: thread | update | news | newsletter | announcement | video | picture | photo | image | link | reminder | blog
filler: date | hi | hey | hello | dear | great | nice | fine | perfect | of course | ok | okay | yes | yeah | yep
filler: sure | well | just | then | bot | team | guys | folks | mate | all | everyone | how about | what about
filler: exactly | sharp | precisely | here | there | that | if possible | if you can | go live | the time | post time
filler: publish time | publishing time | release time | send time | local time | my time | our time | good morning
filler: good afternoon | good evening | good day | do it | get it | get this | works | sounds good | go with | on x
filler: on twitter | on facebook | on bluesky | on mastodon | on linkedin | on threads | on telegram | on instagram
filler: so much | very much | a lot | in advance | good | out | let's do | lets do | we do | can do | could do
filler: you do | i'd do | would do | will do | to do | maybe | perhaps | i think | i guess | probably | for us | to us
filler: with us | u | plse | tnx | tks | ta | many thanks | appreciated | much appreciated | would be great
filler: would be nice | would be good | would be perfect | that's | as well | too | also | announce | announcing
filler: broadcast | launch | deliver | upload | submit | reschedule | postpone | change | posted | published | sent
filler: shared | released | rescheduled | queued | must | has to | have to | needs to | wants | needs | has | channel
filler: page | account | feed | site | website | timeline | wall | followers | audience | readers | everybody | dude
filler: bro | man | boss | buddy | hiya | heya | yo | ready | new | again | only | okey | alright | right | the one
filler: if that works | if that's ok | if it works | if you could | when you can | for me | to me | best | regards
filler: best regards | in the queue | in queue
time: time
"""
