"""Which language is a text in? By its alphabet, then by its commonest small words and letters.

A statistical model knows more languages but costs a second and 120 MB to load (py3langid 0.4, measured); posts
need to know only whose stop words and questions apply. To add a language, give it a line in `_WORDS`.
"""

import re
from collections import Counter
from functools import cache

_READ = 1500
_LEAST_LETTERS = 2
_TOKEN = re.compile(r"[^\W\d_]+")
_SIGNS = {code: None for code in range(128) if not chr(code).isalpha()}
_WIDE = re.compile(r"[^\x00-\x7f×÷–-⁯←-⯿]")

# First and last code point of the blocks that tell a script.
_BLOCKS = (
    *((0xC0, 0x24F, "latin"), (0x1E00, 0x1EFF, "latin"), (0x370, 0x3FF, "el"), (0x1F00, 0x1FFF, "el")),
    *((0x400, 0x52F, "cyrillic"), (0x530, 0x58F, "hy"), (0x590, 0x5FF, "he"), (0x600, 0x77F, "arabic")),
    *((0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFF, "arabic"), (0x900, 0x97F, "devanagari"), (0x980, 0x9FF, "bn")),
    *((0xA00, 0xA7F, "pa"), (0xA80, 0xAFF, "gu"), (0xB00, 0xB7F, "or"), (0xB80, 0xBFF, "ta"), (0xC00, 0xC7F, "te")),
    *((0xC80, 0xCFF, "kn"), (0xD00, 0xD7F, "ml"), (0xD80, 0xDFF, "si"), (0xE00, 0xE7F, "th"), (0xE80, 0xEFF, "lo")),
    *((0x1000, 0x109F, "my"), (0x10A0, 0x10FF, "ka"), (0x1200, 0x137F, "am"), (0x1780, 0x17FF, "km")),
    *((0x1100, 0x11FF, "ko"), (0x3130, 0x318F, "ko"), (0xAC00, 0xD7AF, "ko"), (0x3040, 0x30FF, "ja")),
    *((0x31F0, 0x31FF, "ja"), (0x3400, 0x4DBF, "han"), (0x4E00, 0x9FFF, "han"), (0x20000, 0x323AF, "han")),
)

_WORDS = {
    "en": "the of and to in that is was for it with as his her on be at by had not are but from or have an they which "
    "were their there been has when who will more no said would what up its about into than them after also this over "
    "how new says could years you your he she we out if some all i my so because against while our us two can "
    "may a set get",
    "es": "de la que el en y los se del las un por con una su para es al lo como más pero sus le ya o este fue ha sí "
    "porque esta son entre está cuando muy sin sobre ser tiene también hasta hay donde han desde todo nos durante "
    "según dijo tras años contra ante uno ni gobierno no si",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou mais "
    "son elle aux cette ont été d l qu s n c été nous vous leur comme fait ses être deux après selon entre sans contre "
    "depuis même tout aussi était ces ans",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
    "mehr durch man sein wurde sei ich wir jahr gegen unter wenn kann vom hatte uhr",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou "
    "quando muito nos já está também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles "
    "foi são ser tem há disse anos segundo sobre após contra ainda onde às",
    "it": "di e il la che in a per un è del una non sono le i con si da della dei nel alla al gli più ha come lo anche "
    "ma o se delle dal era sul su alle questo ai dalla nella degli ed loro dopo stato fra tra suo sua essere hanno "
    "anni due detto contro cui perché quando ancora",
    "nl": "de van een het en in is dat op te zijn met voor niet aan er die om ook als dan maar bij nog uit door over "
    "ze naar heeft hij tot worden kan wordt hebben was meer deze of zo geen al jaar werd wel moet veel onder tegen "
    "volgens zei na ik je we",
    "sv": "och i att det som en på är av för med den till inte har de om ett han men var jag sig från vi så kan nu ska "
    "där eller när efter också ut över hon vid hade än under sin mot alla blir år säger mellan enligt sedan får",
    "da": "og i at det er en til på af den som for med har de der ikke et vi om han men var sig fra jeg kan så skal "
    "nu eller når efter også ud over hun ved havde end under sin mod alle bliver år siger mellem ifølge blev være hvor",
    "no": "og i det er en til på av den som for med har de at ikke et vi om han men var seg fra jeg kan så skal nå "
    "eller når etter også ut over hun ved hadde enn under sin mot alle blir år sier mellom ifølge ble være hvor",
    "fi": "ja on ei että oli se hän ovat mutta myös kun ole joka mukaan kuin hänen tai jos sen ovat sekä nyt vain "
    "vuoden jo ole jotka olla niin siitä tämä vielä kertoo sanoo mitä voi ennen jälkeen",
    "pl": "w i na z się nie do to że jest o jak a po od za przez są co dla ale oraz jego który już być tym tego ich "
    "został przed roku ma jej pod lub także może była które tylko jako było bardzo czy",
    "cs": "a v se na je že z o s do to i za pro by jsou ale jako které od který podle po před bude byl než při už "
    "také aby však jeho nebo roku ve jen může jsem bylo své mezi více",
    "sk": "a v sa na je že z o s do to i za pre by sú ale ako ktoré od ktorý podľa po pred bude bol než pri už tiež "
    "aby však jeho alebo roku vo len môže som bolo svoje medzi viac",
    "hu": "a az és hogy nem is egy van volt meg ez de csak már mint még ki szerint el azt lesz után között minden vagy "
    "magyar ha olyan sem lehet most pedig amely nagy kell években",
    "ro": "și de în la a cu pe din care că este nu un o au mai pentru fost sunt se le al ale s ce după prin dar sau "
    "fi dintre până lui anul când acest această ca către între ei ani spus",
    "tr": "ve bir bu da de için ile olarak olan çok daha en gibi kadar sonra ne ama var göre olduğu yeni ise "
    "tarafından iki değil her büyük ya yıl dedi ancak olduğunu",
    "id": "yang dan di dengan untuk dari ini dalam tidak pada itu akan juga ke adalah oleh telah sebagai mereka dia "
    "tersebut tahun atau karena bisa lebih kata ada saat para sudah orang setelah",
    "vi": "của và là có được trong cho các một không với những người đã để này từ khi đến về tại năm theo như sẽ ra",
    "ca": "de la i el que a en les per un amb del una els és al no ha s d l va són més aquest com seva seu dels però "
    "aquesta han fer també ser entre fins quan pel segons anys sobre",
    "hr": "je i u na se da za su od o s a koji što kao iz nije do će te ili bi koja to ne po sve više samo prema bio "
    "tako nakon kako biti može godine između",
    "sl": "je in v na se da za so od o z s ki kot iz ni do bo pa ali bi to ne po tudi več samo bil tako kako lahko "
    "leta med še pri",
    "lt": "ir į kad yra su ne iš tai kaip už buvo jo apie nuo bet per arba po dėl kuris metų taip jau prie bus",
    "lv": "un ir ka no par ar uz lai arī kas bet tika vai kā pēc šī gada viņš nav līdz jau tas būs pie",
    "et": "ja on et ei see oli ka mis ta kui aga oma või siis kes ning välja üle tema pärast veel aasta",
    "cy": "mae yn y yr i o ei ar wedi fod gan am hefyd bydd oedd sy eu ond ac bod cael fe hyn oed nad ddim fel roedd",
    "ru": "и в не на что с по это как он но к из у за от так о для же его все было бы быть то был до если или при уже "
    "также которые который после году она они сообщил чтобы во",
    "uk": "і в не на що з по це як він але до із у за від так про для ж його все було би бути та є був або при вже "
    "також які який після році вона вони повідомив щоб й",
    "bg": "и в не на че с по това как той но към от за така о да се е са ще си бе съм беше или при вече също които "
    "който след година тя те каза във",
    "sr": "и у не на што с по то као он али ка из за од тако о да се је су ће си би био или при већ такође који која "
    "после године она они каже",
    "be": "і ў не на што з па гэта як ён але да у за ад так пра для ж яго усё было быў або пры ужо таксама які пасля "
    "годзе яна яны",
    "mk": "и во не на што со по тоа како тој но кон од за така да се е ќе си беше или при веќе исто кои кој по година "
    "таа тие рече",
}
# Letters that few languages write; each counts like a rare word.
_LETTERS = {
    "de": "ßäöü", "sv": "äöå", "fi": "äö", "et": "äöüõšž", "tr": "öüçşğı",
    "hu": "öüőű", "es": "ñ¿¡", "pt": "ãõçêà", "fr": "çêèœàù", "ca": "çèàò",
    "vi": "êăươđ", "it": "èàòù", "da": "åøæ", "no": "åøæ", "pl": "łżśąęć",
    "lt": "ąęčšžėų", "cs": "řěůčšž", "sk": "ľĺčšž", "ro": "ățșş", "hr": "đćčšž",
    "sl": "čšž", "lv": "čšžāēī", "ru": "ыэёъщ", "be": "ыэёіў", "uk": "іїєґщ",
    "bg": "ъщ", "sr": "јљђћ", "mk": "јљѓќѕ",
}  # fmt: skip
_TELLING = frozenset("".join(_LETTERS.values()))
_CYRILLIC = frozenset({"ru", "uk", "bg", "sr", "be", "mk"})
_LATIN = frozenset(_WORDS) - _CYRILLIC


def detect(text: str) -> str:
    """The ISO 639-1 code of a text's language, "und" when it is too short or too mixed to tell.

    Reads the first 1,500 characters.
    """
    text = text[:_READ]
    scripts = _scripts(text)
    script, letters = scripts.most_common(1)[0] if scripts else ("", 0)
    if scripts["ja"] and script in {"ja", "han"}:
        script, letters = "ja", scripts["ja"] + scripts["han"]
    if letters < _LEAST_LETTERS or letters * 2 < scripts.total():
        return "und"
    if script == "latin":
        return _by_words(text, _LATIN)
    if script == "cyrillic":
        return _by_words(text, _CYRILLIC)
    return _of_script(script, text)


def _scripts(text: str) -> Counter[str]:
    if text.isascii():
        return Counter({"latin": len(text.translate(_SIGNS))})
    wide = _WIDE.findall(text)
    found = Counter({"latin": sum(map(len, _TOKEN.findall(text))) - sum(map(str.isalpha, wide))})
    for char, count in Counter(wide).items():
        if script := _script(char):
            found[script] += count
    return found


@cache
def _script(char: str) -> str:
    point = ord(char)
    return next((script for first, last, script in _BLOCKS if first <= point <= last), "")


def _of_script(script: str, text: str) -> str:
    if script == "arabic":
        if re.search("[ٹڈڑںے]", text):
            return "ur"
        return "fa" if re.search("[پچژگ]", text) else "ar"
    if script == "devanagari":
        return "mr" if re.search("ळ|आहे", text) else "hi"
    return "zh" if script == "han" else script


@cache
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Each word's and letter's languages; what few languages share weighs most."""
    owners: dict[str, list[str]] = {}
    for language, words in _WORDS.items():
        for word in set(words.split()):
            owners.setdefault(word, []).append(language)
    for language, letters in _LETTERS.items():
        for letter in letters:
            owners.setdefault(letter, []).append(language)
    return {word: tuple((language, 1 / len(found)) for language in found) for word, found in owners.items()}


def _by_words(text: str, among: frozenset[str]) -> str:
    weights = _weights()
    lower = text.lower()
    found = Counter(_TOKEN.findall(lower))
    found.update(char for char in _WIDE.findall(lower) if char in _TELLING)
    scores = dict.fromkeys(among, 0.0)
    for word, count in found.items():
        for language, weight in weights.get(word, ()):
            if language in among:
                scores[language] += weight * min(count, 8)
    (best, score), (_, second) = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
    return best if score >= 1 and score >= 1.1 * second + 0.2 else "und"
