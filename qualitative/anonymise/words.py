"""Words as this room reads them: tokens with edges, a spelling to compare by, and which words are ordinary.

The danger: Will, May, Rose and Grace are people and they are words; `beverley`, `BEVERLEY` and `Béverley's` are one
name. So every comparison goes through `plain`, and a word in `ordinary()` needs context before it is a name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MARKS = "\u0300-\u036f\u200d\ufe0f\u20e3"  # combining marks, joiners: never left alone at a span's edge
LETTER = rf"[^\W\d_][{MARKS}]*"
TOKEN = re.compile(rf"(?:[^\W_][{MARKS}]*)+(?:['’ʼ](?:[^\W_][{MARKS}]*)+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_LISTS = Path(__file__).parent / "lists"


def word_set(text: str) -> frozenset[str]:
    """The words of a text: a list that reads as prose and diffs by line."""
    return frozenset(text.split())


TITLES = word_set(
    "mr mrs ms miss mx dr doctor prof professor cllr councillor rev reverend sir dame lord lady baroness pc sgt sergeant "
    "judge sister father fr canon imam rabbi nurse auntie aunty uncle constable inspector insp supt superintendent major "
    "captain capt colonel col mayor mp pastor bishop"
)
# Titles that are ordinary words: they make a name of the next word only when both are capitalised.
SOFT_TITLES = word_set(
    "doctor professor judge sister father nurse auntie aunty uncle constable inspector major captain "
    "colonel mayor lord lady sir dame miss canon pastor bishop mp superintendent sergeant fr col capt ms"
)
MONTHS = word_set(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
)
# Ordinary words that are common forenames and family names in the United Kingdom.
WORD_FORENAMES = word_set(
    """will may mark rose grace hope faith joy dawn penny frank rich bill pat sue art drew chase grant guy miles max summer april june
    august harmony violet daisy iris ivy heather hazel holly poppy ruby amber pearl jade ginger olive fern robin martin jay jack gene ray
    dean earl duke prince christian angel charity patience mercy comfort precious blessing gift bliss melody carol eve ash clay glen
    heath reed rob sandy brook lily"""
)
WORD_SURNAMES = word_set(
    """young baker cook walker carter taylor turner cooper wright smith clark king green brown white black gray grey hill wood hall ward field
    fields brook brooks banks bank west north day may march best sharp small little long short rich bell bush stone rivers lake cross church
    bishop pope abbott knight page case price cash gold silver fisher farmer miller potter mason carpenter hunter archer butler porter cole
    shepherd gardener gardner parker fox wolf bird swan crane drake lamb bull hart rose lily flowers moss reed marsh moor heath forest park
    parks street lane house barber chapman chambers dale dean draper dyer fletcher ford foster frost garland gates glover grant
    hardy head hood hope hunt law love mann major mills noble nutt palmer payne penny pike plant pollard power pratt quick
    read reeves root rowe sale savage sayer skinner slater snow spencer steel summers sumner swift thorn thorne tucker tyler waters webb
    weaver webster wells winter wise woods yates bond booth bowman bridge bright burns bolt carr case cane"""
)
# Family names that stand before any noun: "young carers" are nobody's.
ADJECTIVES = word_set(
    "young little small big rich white black brown best good long short major noble bright wise hardy sharp green gray grey savage swift quick "
    "strong blunt dear smart gentle"
)
NATIONS = word_set("wales england scotland ireland britain europe cymru")
PEOPLES = word_set("""english scottish welsh irish british polish romanian bulgarian somali nigerian ghanaian jamaican pakistani indian bangladeshi bengali
    punjabi kurdish turkish iranian iraqi syrian afghan eritrean ethiopian sudanese albanian ukrainian russian lithuanian latvian estonian
    hungarian portuguese spanish italian french german dutch swedish danish norwegian finnish icelandic american americans canadian australian
    chinese japanese korean vietnamese thai greek cypriot czech slovak slovenian croatian serbian bosnian austrian swiss belgian moroccan
    tunisian algerian egyptian libyan lebanese palestinian israeli kenyan ugandan congolese zimbabwean gambian brazilian colombian mexican
    african caribbean asian european arab arabic hebrew latin farsi urdu hindi tamil gujarati swahili tigrinya amharic pashto roma gypsy
    traveller muslim christian jewish sikh hindu buddhist catholic protestant""")
# Words that open a sentence with a capital and are no name's part there.
OPENERS = word_set("""so and but well yes no aye nah yep yup nope um erm uh oh ah hmm mm alright cos honestly basically obviously thank thanks hi hello hey dear although though then now yeah okay ok oh my your our his her their its i we you he she
    they it this that these those there here what when where who why how if because as at in on to for from with by of or nor since while until
    after before also even like both perhaps maybe sorry please right the a an is was are were do did does has had have not one two""")
PARTICLES = word_set(
    "de da di du del della la le van von der den ter bin ibn al el ap ab mac mc o st san dos das y e abu ul ni nic ui"
)


# Letters with a bar or a hook that Unicode does not take apart: Wałęsa is typed Walesa.
_BARRED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


@cache
def plain(word: str) -> str:
    """The spelling names are compared by: case folded, accents and marks dropped, apostrophes straight, no 's."""
    folded = unicodedata.normalize(
        "NFKD", word.casefold().replace("’", "'").replace("ʼ", "'").translate(_BARRED)
    )
    bare = "".join(
        letter for letter in folded if not unicodedata.combining(letter) and letter not in "\u200d\ufe0f"
    )
    return _POSSESSIVE.sub("", bare)


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a text: offsets in code points; the possessive 's is left outside `end_char`."""

    start_char: int
    end_char: int
    text: str
    plain: str

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def caps(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()


def words_of(text: str) -> list[Word]:
    """Every word of the text, in order. Hyphens and slashes part words; an apostrophe within a word does not."""
    found = []
    for match in TOKEN.finditer(text):
        piece = match[0]
        owner = _POSSESSIVE.search(piece)
        if owner and owner.start() > 0:
            piece = piece[: owner.start()]
        found.append(Word(match.start(), match.start() + len(piece), piece, plain(piece)))
    return found


def widen(text: str, start_char: int, end_char: int) -> tuple[int, int]:
    """The span grown to whole words and whole graphemes: never part of a name, never a bare combining mark."""
    while start_char > 0 and start_char < len(text) and _joined(text, start_char):
        start_char -= 1
    while end_char < len(text) and end_char > 0 and _joined(text, end_char):
        end_char += 1
    return start_char, end_char


def _joined(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after) or after in "\u200d\ufe0f":
        return True
    if before == "\u200d":  # a joiner binds a letter or a picture, not the bracket after it
        return after.isalnum() or unicodedata.category(after) == "So"
    return before.isalnum() and after.isalnum()


@cache
def word_list(name: str) -> frozenset[str]:
    """A shipped list under lists/: one entry a line, `#` comments; lower case."""
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))


@cache
def _listed_words() -> frozenset[str]:
    return word_list("ordinary")


class _Ordinary:
    """`word in ordinary()`: an English word, listed or an everyday form of a listed one, that no forename list holds."""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and _is_ordinary(word)


_ORDINARY = _Ordinary()


def ordinary() -> _Ordinary:
    return _ORDINARY


_ENDINGS = (
    ("'s", ""), ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("ly", ""), ("ally", ""), ("ness", ""), ("less", ""), ("ful", ""),
    ("able", ""), ("able", "e"), ("ation", "e"), ("ations", "e"), ("isation", "ise"), ("ish", ""), ("'ll", ""), ("'re", ""), ("'ve", ""), ("'d", ""),
)  # fmt: skip
_BEGINNINGS = (
    "un",
    "re",
    "non",
    "pre",
    "over",
    "under",
    "inter",
    "mis",
    "self",
    "co",
    "dis",
    "anti",
    "sub",
    "out",
    "up",
)


@cache
def _is_ordinary(word: str) -> bool:
    from qualitative.language import forenames

    listed = _listed_words()
    if word in listed:
        return True
    stem, mark, ending = word.partition("'")
    if (
        mark
        and ending in ("m", "ll", "re", "ve", "d", "t")
        and (stem in listed or stem in ("i", "don", "won", "ain", "can"))
    ):
        return True
    if len(word) < 4 or word in forenames():
        return False
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            base = word[: -len(ending)] + instead
            if len(base) >= 3 and (
                base in listed or (len(base) > 3 and base[-1] == base[-2] and base[:-1] in listed)
            ):
                return True
    return any(
        word.startswith(start) and len(word) - len(start) >= 4 and word[len(start) :] in listed
        for start in _BEGINNINGS
    )


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """A forename → the forenames it may stand for or be called by (lists/nicknames.txt: one family a line)."""
    families: dict[str, set[str]] = {}
    for line in word_list("nicknames"):
        family = [plain(name) for name in line.split()]
        head, shorts = family[0], family[1:]
        for short in shorts:
            families.setdefault(head, set()).add(short)
            families.setdefault(short, set()).add(head)
    return {name: frozenset(others) for name, others in families.items()}


@cache
def spellings() -> dict[str, frozenset[str]]:
    """A forename → the other ways it is spelt (lists/spellings.txt)."""
    families: dict[str, set[str]] = {}
    for line in word_list("spellings"):
        family = {plain(name) for name in line.split()}
        for name in family:
            families.setdefault(name, set()).update(family - {name})
    return {name: frozenset(others) for name, others in families.items()}


def one_first_name(left: str, right: str) -> bool:
    """Whether two forenames may be one person's: equal, spelt otherwise, or a known short form."""
    if left == right or right in spellings().get(left, frozenset()):
        return True
    known = nicknames()
    mine, theirs = known.get(left, frozenset()), known.get(right, frozenset())
    return right in mine or left in theirs


@cache
def sound(word: str) -> str:
    """How a name sounds, roughly: enough to see that Beverly is Beverley and Catherine is Kathryn."""
    word = re.sub(r"[^a-z]", "", word)
    for spelt, heard in (
        ("ph", "f"),
        ("ck", "k"),
        ("sch", "sh"),
        ("th", "t"),
        ("wr", "r"),
        ("kn", "n"),
        ("gh", "g"),
        ("x", "ks"),
        ("z", "s"),
        ("c", "k"),
        ("q", "k"),
        ("y", "i"),
    ):
        word = word.replace(spelt, heard)
    head = word[:1]
    rest = re.sub(r"[aeiouhw]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", head + rest)
