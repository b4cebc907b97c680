"""The words the finders know: numerals, scales, currencies, months, weekdays, titles, ordinary openers."""

from functools import cache
from importlib import resources

NUMERALS = {
    word: value
    for value, spelled in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
    for word in (spelled,)
} | dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
FOREIGN_NUMERALS = {
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "zero un due tre quattro cinque sei sette otto nove dieci undici dodici",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
MULTIPLES = {
    "once": 1, "twice": 2, "double": 2, "doubled": 2, "twin": 2, "twins": 2, "pair": 2, "couple": 2, "duo": 2,
    "trio": 3, "triple": 3, "tripled": 3, "thrice": 3, "quadruple": 4, "decade": 10, "century": 100,
}  # fmt: skip
FRACTIONS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
    "fifth": 1 / 5, "fifths": 1 / 5, "sixth": 1 / 6, "sixths": 1 / 6, "seventh": 1 / 7, "sevenths": 1 / 7,
    "eighth": 1 / 8, "eighths": 1 / 8, "ninth": 1 / 9, "ninths": 1 / 9, "tenth": 1 / 10, "tenths": 1 / 10,
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "tausend": 1e3, "mille": 1e3, "mil": 1e3, "тыс": 1e3, "тысяч": 1e3,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "m": 1e6, "millionen": 1e6, "millón": 1e6,
    "millones": 1e6, "milioni": 1e6, "milione": 1e6, "milhão": 1e6, "milhões": 1e6, "miljoen": 1e6, "млн": 1e6,
    "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6, "lakh": 1e5, "crore": 1e7,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "mrd": 1e9, "md": 1e9, "milliarde": 1e9,
    "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9, "miliardi": 1e9, "miliardo": 1e9, "miljard": 1e9,
    "млрд": 1e9, "миллиард": 1e9, "миллиардов": 1e9, "trillion": 1e12, "trillions": 1e12, "tn": 1e12, "трлн": 1e12,
    "万": 1e4, "萬": 1e4, "만": 1e4, "億": 1e8, "亿": 1e8, "억": 1e8, "兆": 1e12, "조": 1e12, "千": 1e3, "百": 1e2,
}  # fmt: skip
CURRENCIES = {
    "$": "$", "us$": "usd", "usd": "usd", "a$": "aud", "au$": "aud", "aud": "aud", "c$": "cad", "ca$": "cad",
    "cad": "cad", "nz$": "nzd", "hk$": "hkd", "s$": "sgd", "r$": "brl", "brl": "brl", "€": "eur", "eur": "eur",
    "£": "gbp", "gbp": "gbp", "¥": "yen", "jpy": "yen", "cny": "yuan", "rmb": "yuan", "₹": "inr", "inr": "inr",
    "rs": "inr", "₽": "rub", "rub": "rub", "₩": "krw", "krw": "krw", "₺": "try", "try": "try", "chf": "chf",
    "sek": "sek", "nok": "nok", "dkk": "dkk", "pln": "pln", "₴": "uah", "₪": "ils", "円": "yen", "元": "yuan",
    "dollar": "$", "dollars": "$", "buck": "$", "bucks": "$", "euro": "eur", "euros": "eur", "pound": "gbp",
    "pounds": "gbp", "quid": "gbp", "sterling": "gbp", "yen": "yen", "yuan": "yuan", "renminbi": "yuan",
    "rupee": "inr", "rupees": "inr", "ruble": "rub", "rubles": "rub", "rouble": "rub", "roubles": "rub",
    "lira": "try", "franc": "chf", "francs": "chf", "peso": "peso", "pesos": "peso",
    "baht": "baht", "rand": "rand", "reais": "brl", "dirham": "dirham", "dirhams": "dirham",
    "shekel": "ils", "shekels": "ils", "krona": "krona", "kronor": "krona", "krone": "krona", "kroner": "krona",
    "zloty": "pln", "рублей": "rub", "рубля": "rub", "cent": "cent", "cents": "cent", "pence": "penny",
    "penny": "penny", "p": "penny",
}  # fmt: skip
DOLLARS = frozenset(("$", "usd", "aud", "cad", "nzd", "hkd", "sgd"))
QUALIFIED = {"australian": "aud", "canadian": "cad", "us": "usd", "american": "usd"}
PERCENT = ("%", "％", "٪", "percent", "per cent", "pct", "prozent", "pour cent", "por ciento", "por cento", "per cento",
           "procent", "процент", "процента", "процентов")  # fmt: skip

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio janeiro januari января",
            "february feb februar février febrero febbraio fevereiro februari февраля",
            "march mar märz mars marzo março maart марта",
            "april apr avril abril aprile апреля",
            "may mai mayo maggio maio mei мая",
            "june jun juni juin junio giugno junho июня",
            "july jul juli juillet julio luglio julho июля",
            "august aug août agosto augustus августа",
            "september sept sep septembre septiembre settembre setembro сентября",
            "october oct oktober octobre octubre ottobre outubro октября",
            "november nov novembre noviembre novembro ноября",
            "december dec dezember décembre diciembre dicembre dezembro декабря",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag lundi lunes lunedì segunda-feira maandag понедельник",
            "tuesday tue tues dienstag mardi martes martedì terça-feira dinsdag вторник",
            "wednesday wed mittwoch mercredi miércoles mercoledì quarta-feira woensdag среда среду",
            "thursday thu thur thurs donnerstag jeudi jueves giovedì quinta-feira donderdag четверг",
            "friday fri freitag vendredi viernes venerdì sexta-feira vrijdag пятница пятницу",
            "saturday sat samstag sonnabend samedi sábado sabato zaterdag суббота субботу",
            "sunday sun sonntag dimanche domingo domenica zondag воскресенье",
        )
    )
    for name in names.split()
}
SHORT_DAYS = frozenset("mon tue tues wed thu thur thurs fri sat sun".split())

TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame president presidents vice prime minister king queen prince "
    "princess sen senator rep representative gov governor mayor judge justice chief sheriff officer detective "
    "sergeant sgt lt lieutenant capt captain col colonel gen general maj major adm admiral cmdr commander pope rev "
    "reverend father sister brother cardinal bishop archbishop chancellor secretary ambassador coach director "
    "chairman chairwoman chair ceo spokesman spokeswoman foreign home finance defence defense attorney deputy "
    "former first second st saint mp sheikh imam ayatollah constable inspector superintendent councillor "
    "herr frau señor señora monsieur madame".split()
)
LINKS = frozenset(
    "of the and de del della di da do dos van von der den la le al el bin ibn y e for on in at to".split()
)
# Languages that write every noun with a capital, what stands before their nouns, and how many of these end.
NOUN_LANGUAGES = frozenset(("de", "lb"))
DETERMINERS = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner im am zum zur vom beim "
    "ins ans diese dieser dieses diesen diesem jede jeder jedes jeden sein seine seinen seinem seiner ihr ihre ihren "
    "ihrem ihrer alle viele mehr pro d'".split()
)
NOUN_ENDINGS = ("ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tion", "tionen", "ismus")
ALIASES = {
    "un": ("united nations",), "us": ("united states", "usa", "america"), "usa": ("united states", "us", "america"),
    "uk": ("united kingdom", "britain"), "eu": ("european union",), "uae": ("united arab emirates",),
    "fbi": ("federal bureau of investigation",), "cia": ("central intelligence agency",),
    "who": ("world health organization", "world health organisation"), "imf": ("international monetary fund",),
    "nato": ("north atlantic treaty organization",), "la": ("los angeles",), "dc": ("district of columbia",),
    "nyc": ("new york city", "new york"), "nasa": ("national aeronautics and space administration",),
    "united nations": ("un",), "united states": ("us", "usa", "america"), "united kingdom": ("uk", "britain"),
    "european union": ("eu",), "britain": ("united kingdom", "uk"), "america": ("united states", "us", "usa"),
    "world health organization": ("who",), "los angeles": ("la",), "tv": ("television",), "gop": ("republican",),
}  # fmt: skip
ORDINARY = frozenset(NUMERALS) | frozenset(
    """a about above according across actually after again against ago agree ahead all almost alone along already also
    although always am amid among an and another any anyone anything are aren around as ask at away back be because
    become been before behind being below best better between beyond big bigger both breaking bring but by call can
    come coming could couldn couple despite did didn different do does doesn doing don done down due during each
    earlier early either else end enough even eventually ever every everybody everyone everything exclusive
    experts explained far few finally find first five follow following for former four from full further get getting
    give given go goes going gone good got great had half hard has hasn have haven having he hear help hence her here
    herself high him himself his hold how however i if image in indeed inside instead into is isn it its itself join
    just keep key know last late later latest least leave less let like likely listen little live ll local long look
    made main major make makes making man many may maybe me meanwhile men might mine more moreover most much must my
    myself near nearly need neither never nevertheless new news next no nobody none nor not nothing now number of off
    officials often old on once one only open opinion or other others our out over own part people perhaps photo
    photos pictured pictures please points police possible previously put quick quickly quite quote quoted ran rather
    re read readers reading really related report reported reportedly reports researchers right said same save say
    says scroll see seem seemingly seen separately set several share she should shouldn show shows similarly simply
    since six small so some someone something sometimes soon source sources still story such summary sure
    take takes talk tell ten than that the their them themselves then there therefore these they thing things think
    this those though thoughts three through thus time tired to today together told tomorrow tonight too top toward
    towards turns two under unless until up update updated updates upon us use used usually ve very via video view
    views wait want was wasn watch way we week weekly well were weren what whatever when where whether which while
    who whole whom whose why will with within without woman women won work workers would wouldn year years yes
    yesterday yet you young your yours yourself glance brief details happened background context facts takeaway
    takeaways essentials bottom line highlights explainer analysis matters means changes learned
    icymi thread gist verdict hundred thousand million billion""".split()
)
# fmt: off


@cache
def common_words() -> frozenset[str]:
    """Everyday English words: a capital on one that opens a line or stands in a title makes no name of it."""
    listing = resources.files("bot.facts").joinpath("ordinary.txt").read_text(encoding="utf-8")
    return frozenset(listing.partition("\n")[2].split())
