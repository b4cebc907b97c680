"""Where a safe shortening may cut an English sentence: the patterns, each linear in the length of a sentence."""

import re

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
PART = r"(?: (?:morning|afternoon|evening|night))?"
SAID = (
    r"(?:said|says|told|added|explained|noted|wrote|tweeted|reported|reports|confirmed|announced|revealed|stated|say"
    r"|shows?|showed|found)"
)
CONNECTIVE = re.compile(
    r"^(?:But|And|So(?! far\b)|Yet|However|Meanwhile|Moreover|Furthermore|Additionally|In addition|Also|Still|Then"
    r"|Instead|Nevertheless|Indeed|In fact|Of course|Now|Plus|As a result|On the other hand),?\s+(?=\S)"
)
ACCUSES = re.compile(
    r"\b(?:alleg|claim|believ|suggest|think|estimat|predict|argu|warn|prosecut|lawsuit|complaint|affidavit|indictment"
    r"|witness|activist|suspect)",
    re.I,
)
CONDITION = re.compile(
    r"\b(?:if|unless|until|except|only|without|rather than|instead of|whether|not|never|no longer)\b", re.I
)
ASIDES = (
    re.compile(r"\s*\([^()]{1,140}\)"),
    re.compile(r"\s*\[[^\[\]]{1,60}\]"),
    re.compile(r"\s+(?:--|–|—)\s+[^–—]{3,90}?\s+(?:--|–|—)(?=\s)"),
)
TAIL = re.compile(
    rf",\s+(?:according to [^,;]{{2,90}}|(?:[\w.'’\-]+\s+){{1,9}}(?:has |have |had )?{SAID}(?: [^,;\"“”]{{2,60}})?"
    rf"|{SAID} [^,;\"“”]{{2,90}})\.?$"
)
WHEN = re.compile(
    rf"(?:,? (?:on|late|early|late on|early on|since|last|next|this) {DAY}{PART}| {DAY}{PART}"
    r"|,? (?:earlier |later )?(?:this|last) (?:week|month|year|summer|winter|spring|autumn|fall)"
    r"| today| yesterday| in (?:19|20)\d\d)(?=[\s,.]|$)"
)
OPENING_TIME = re.compile(
    rf"^(?:(?:On|Late on|Early on|Late|Early|Last) {DAY}{PART}|Earlier (?:this|last) \w+|(?:This|Last) (?:week|month"
    r"|year)|On [A-Z][a-z]+ \d{1,2}(?:, \d{4})?|According to [^,]{2,70}),? "
)
OPENING = re.compile(
    r"^(?:In|On|At|After|During|Despite|With|As|While|When|Since|Following|Before|Because|Amid|For|Under"
    r"|From|Years|Months|Days|Just|(?:\w+(?: \w+)? )(?:hours|days|weeks|months|years) (?:after|before)|To(?= [a-z])"
    r"|(?:By |Even )?[A-Z]?[a-z]+ing(?= (?:[a-z]|[\"“A-Z][\w’']+ ))"
    r"|(?:Unhappy|Angry|Dressed|Armed|Faced|Asked) (?=[a-z]))"
    r"\b[^,;\"“”]{3,190}, (?=\S)"
)
RELATIVE = re.compile(
    r", (?:who|which|whose|where|(?:some|many|most|all|both|one) of (?:whom|which))\b"
    r"(?:[^,;\"“”]|,(?=\d)){3,220}(?:,(?= )|$)"
)
APPOSED = re.compile(r", (?:[^,;\"“”]|,(?=\d)){2,130},(?= (?:also |then |now |later )?([a-z]\w*))")
LAST_NAME = re.compile(r"(?<=[a-z]), [A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,2}$")
RESTRICTIVE = re.compile(r" (?:that|which|who) (?=([a-z'’]+)\b)")
PURPOSE = re.compile(r"(?<= )([a-z\-]+) to ([a-z]+) [^,;\"“”]{8,}$")
PARTICIPLE = re.compile(
    r"(?<= )([a-z\-]+) (?:showing|calling|demanding|featuring|depicting|involving|aimed|linked|designed"
    r"|related|intended|meant) "
)
CLAUSE = re.compile(
    r", (?:saying|including|with|while|as|after|when|although|though|because|amid|following|citing|leaving|making"
    r"|raising|sparking|prompting|killing|injuring|bringing|adding|meaning|especially|particularly|in what|in a"
    r"|in an|just|but|and|so|[a-z]{3,}(?:ing|ed))\b[^;]*$"
)
SPAN = (
    r" (?:(?:just|shortly|soon|immediately|hours|days|weeks|months|years|minutes|less than a \w+|more than a \w+"
    r"|an? (?:day|week|month|year|hour|few \w+)|[\w\-]+ (?:days|weeks|months|years|hours|minutes)) )?"
)
JOINED = re.compile(
    SPAN
    + r"(?P<joint>after|before|while|because|amid|following|when|despite|since|thanks to|due to|as part of|in a bid to"
    r"|in an effort to|in order to|ahead of|in connection with|as a result of|in response to|in the wake of|along with"
    r"|at the age of|for the first time|at a time when|as well as|as (?:he|she|it|they|the))\b"
)
SECOND_VERB = re.compile(r" and ([a-z]+)\b[^,;\"“”]*$")
PREPOSITION = re.compile(r" (?:in|at|during|near|inside|outside|across|on|over the|from the) (?=\S)")
ADVERB = re.compile(
    r" (?:officially|recently|finally|publicly|formally|quickly|suddenly|dramatically|currently|amazingly|also|now|just"
    r"|already|personally)(?= [a-z])"
)
ROLES = ("President ", "Minister ", "Chancellor ", "Secretary ")
ROLE = re.compile(
    r"(?:^|(?<=[a-z] ))(?:U\.S\. )?(?:President|Prime Minister|Chancellor|Secretary of State) (?=[A-Z][\w\-]+ [A-Z])"
)
NOT_RESUMED = re.compile(r"\d{4}\b|\S+(?: \S+)?,|(?:and|or|but)\b")
SHORTEST = 25
LOW_OPENING = re.compile(
    r"^(?:In|On|At|After|During|Despite|With|As|While|When|Since|Following|Before|Because|Amid|For|Under|From|Even|Ever|If"
    r"|Although|Though|Unless|Until|Once|By|To|Of|Like|Unlike|Without|Among|Between|Given|[A-Z][a-z]+ing)\b"
)
ASIDE_MARK = re.compile(r"[(\[–—]|--")
SPACED_MARK = re.compile(r" ([,.;:!?])")
