"""Places people live and organisations small enough to point to a person: addresses, surgeries, schools, hostels.

The danger: `the Larches` says more about a person than a surname does; `the surgery`, `Housing First` and `Alliance
Board` say nothing. So a named premises is masked, a generic one stands: the name's own word decides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from qualitative.anonymise.contacts import POSTCODE
from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import MONTHS, OPENERS, ordinary, plain, word_list, word_set, words_of
from qualitative.language import uk_places

_PLAIN_STREETS = r"street|road|avenue|crescent|terrace|lane|grove|boulevard|gardens|mews"
_SHORT_STREETS = r"st|rd|ave|av|cres|ln|terr|tce|gdns|blvd|cl|dr|pl|sq|ct"
_WORD_STREETS = (
    r"close|drive|way|court|place|square|hill|row|rise|walk|park|view|green|parade|wharf|quay|yard|estate|mount|"
    r"bank|croft|fold|gate|wynd|vale|circus|buildings|heights|common|end|path|meadows?|house|villas|cottages?|towers?|lodge"
)
_NAME_WORD = r"(?:[^\W\d_][\w'’.-]*)"
_ADDRESS = re.compile(
    rf"(?<![\w£.,/])(?P<unit>(?:flat|apartment|apt|unit|room|rm|bedsit|plot)\s*\w{{1,4}},?\s+(?:(?:{_NAME_WORD}\s){{1,2}}(?:house|court|lodge|towers?|point|heights),?\s+)?)?"
    rf"(?P<number>\d{{1,4}}[a-z]?(?:\s?[-–/]\s?\d{{1,4}}[a-z]?)?),?\s+"
    rf"(?P<street>(?:{_NAME_WORD}\s+){{1,3}}?(?P<kind>{_PLAIN_STREETS}|{_SHORT_STREETS}|{_WORD_STREETS})\b\.?)"
    rf"(?P<tail>(?:,?\s+{POSTCODE}(?!\w)|,\s*(?:[A-Z][\w'’-]+)(?:[\s-](?:[A-Z][\w'’-]+|on|upon|under|le|by|the))*"
    rf"(?:\s+{POSTCODE}(?!\w))?(?=[,.;)\n]|\s*$|\s+[a-z])){{0,3}})",
    re.IGNORECASE,
)
_UNIT_ONLY = re.compile(
    r"(?<!\w)(?:flat|apartment|apt|bedsit|room)\s*\d{1,3}[a-z]?,?\s+(?:at\s+|in\s+)?(?:the\s+)?(?:[A-Z][\w'’-]+\s+){1,2}(?:House|Court|Lodge|Towers?|Point|Heights|Hostel|Place)\b(?:,\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2}(?=[,.;)\n]|\s*$)){0,3}"
)
_STREET_ALONE = re.compile(
    r"(?<!\w)(?!(?:The|High|Main|Downing|Fleet|Wall|Sesame|One|Two|This|That|Our|Your|Their|His|Her|My|Any|Every|No|Some|Silk|Easy|Long|Harley)\s)"
    r"(?:[A-Z][\w'’-]+\s){1,2}(?:Street|Road|Avenue|Crescent|Terrace|Lane|Grove|Close|Drive|Mews|Gardens|Estate)\b"
)
_NAMED_SPOT = re.compile(
    r"(?<![\w-])(?!(?:The|This|That|Our|Your|Their|His|Her|My|Any|Every|No|Some|In|At|On|For|And|But|Village|Bowling|Front|Back|Letter|Net|Going)\s)"
    r"(?P<name>[A-Z][\w'’-]+)\s(?:Row|Green|Ness|Wynd|Quay|Common|Cross|Bridge|Bay|Moor|Heath|Fields|Wharf|Parade|Harbour|Yard|Mill|Mills|Rise|Fold|Bank|Gate)(?![\w-])"
)
_OWN_NAMED = re.compile(
    rf"(?<![\w£.,/])\d{{1,4}}[a-z]?,?\s(?:[A-Z][\w'’-]+\s?){{1,3}},\s(?:[A-Z][\w'’-]+[\s,]+){{0,4}}{POSTCODE}(?!\w)"
)
_HIGH = re.compile(r"^(?:high|main) street$", re.IGNORECASE)

# What sort of premises: the words that make a name of what stands before them.
_SITES = (
    r"surgery|medical\s+(?:centre|practice|group)|health\s+centre|(?:gp|doctors'?|dental|group|family)\s+(?:surgery|practice)|clinic|"
    r"(?:(?:primary|secondary|high|junior|infants?|grammar|community|church\s+of\s+england|c\s?of\s?e|rc|catholic|special|nursery|independent|free|middle)\s+)*(?:school|academy)|"
    r"sixth\s+form(?:\s+college)?|college|nursery|pre-?school|children'?s\s+centre|playgroup|"
    r"hostel|night\s+shelter|shelter|refuge|foyer|women'?s\s+aid|care\s+home|nursing\s+home|residential\s+home|sheltered\s+housing|"
    r"hospital|infirmary|hospice|pharmacy|chemist|"
    r"(?:community|day|resource|drop-?in|family|recovery|wellbeing|advice|youth|leisure|children'?s|arts|drug|support)\s+(?:centre|hub|cafe|café|project)|"
    r"church|chapel|mosque|gurdwara|temple|synagogue|mission|parish|"
    r"food\s?bank|soup\s+kitchen|day\s?centre|prison|hmp|yoi|approved\s+premises|probation\s+office|police\s+station"
)
_BODIES = (
    r"housing\s+(?:association|group|trust|society|co-?op(?:erative)?|services)|homes|housing|trust|foundation|charity|cic|c\.i\.c\.?|ltd|limited|llp|plc|"
    r"partnership|project|projects|collective|co-?operative|consortium|network|mind|age\s+uk|carers|recovery\s+(?:service|college)|"
    r"solicitors|research|consulting|consultancy|associates|recovery|advice|support|welcome|rooms|(?:borough|city|county|district|town|parish|metropolitan\s+borough)\s+council|council|constabulary|"
    r"nhs(?:\s+foundation)?\s+trust|nhs\s+ft|police|university|care\s+group|support\s+services|advocacy|outreach|aid|association|society|community\s+interest\s+company"
)
_CAP = r"(?:(?:St\.?|The)\s+)?[A-Z][\w'’&-]*"
_CAP_RUN = rf"(?:{_CAP})(?:[ \t]+(?:of the|of|and|&|[A-Z0-9][\w'’&-]*)){{0,5}}?"
_NAMED_SITE = re.compile(rf"(?<![\w-])(?P<name>{_CAP_RUN})[ \t]+(?P<head>(?i:{_SITES}))(?![\w-])")
_NAMED_BODY = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP_RUN})[ \t]+(?P<head>(?:{'|'.join(piece for piece in _BODIES.title().split('|'))}|{_BODIES.upper()}|CIC|LLP|NHS(?:\s+Foundation)?\s+Trust|NHS\s+FT))(?![\w-])"
)
_HOUSES = re.compile(
    r"(?<![\w-])(?P<name>(?:The\s+)?(?:St\.?\s+)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s+(?P<head>House|Lodge|Court|Hall|Manor|Villa|Cottage|Towers|Point|Wing|Ward|Unit|Place)(?![\w-])"
)
_LOWER_SITE = re.compile(
    r"(?<![\w-])(?P<name>(?:st\.?\s+)?[^\W\d_][\w'’-]{2,}(?:\s[^\W\d_][\w'’-]{2,}){0,2})[ \t]+(?P<head>(?:"
    + _SITES
    + r"|house|lodge|housing\s+(?:association|trust|group)))(?![\w-])",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"(?<![\w-])(?:University|Bishop|Diocese|Church|Hospital|College|Royal Borough|London Borough|City|County|Borough|Friends)\s+of\s+(?:the\s+)?(?:[A-Z][\w'’-]+)(?:\s(?:and\s)?[A-Z][\w'’-]+){0,2}"
)
_HMP = re.compile(r"(?<!\w)HM(?:P|YOI|P/YOI)\s+[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?")
_AT_THE = re.compile(
    r"(?<!\w)(?:at|near|outside|behind|opposite)\s+the\s+(?P<name>[A-Z][\w'’]+(?:\s[A-Z][\w'’]+){0,2})(?!\w)"
)
_NO_VENUE = word_set("""inquiry hearing meeting board summit olympics office university committee conference workshop forum assembly inquest senedd session
    event launch review election budget treasury ministry department centre service lottery home end start moment time alliance
    internet web crown first second third last next christmas easter gp nhs dwp jobcentre council court""")
_CAUSE = re.compile(
    r"(?<![\w-])(?!(?:Minister|Secretary|Ministry|Department|Director|Head|Lead|Commissioner|Office|Centre|Court)\s)"
    r"(?=(?:[\w-]+\s){0,7}?(?:Justice|Families|Friends|Mothers|Parents|Tenants|Residents|Campaign|Action|Voices|Survivors|Bereaved|Carers|Neighbours)\b)"
    r"(?:[A-Z][\w-]+\s){1,5}for\s[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3}"
)
_OWNED = re.compile(
    r"(?<![\w-])(?:[A-Z][\w-]+\s)?(?P<owner>[A-Z][\w-]+)['’]s\s(?:Campaign|Trust|Fund|Foundation|Project|House|Hospice|Legacy|Place|Law|Charity|Appeal)(?![\w-])"
)
_SAINT = re.compile(r"(?<!\w)St\.?\s[A-Z][a-z]+['’]?s?(?:\s(?:and|&)\sSt\.?\s[A-Z][a-z]+['’]?s?)?(?![\w])")

GENERIC = word_set("""federation the a an our your their his her my this that any every some no new old local national regional central primary secondary high junior
    infant first gp nhs hm community health medical care social mental public private family families youth women womens women's men's mens children
    childrens children's adult adults young homeless homelessness housing support supported sheltered residential nursing day night drop in drop-in
    drug alcohol recovery wellbeing and of for at to by with big little small large main other another next same each all both one two three four
    five emergency temporary general special dental group practice surgery clinic hospital school academy college hub hubs centre center centres winter
    summer pilot alliance provider providers partner partners lead leads commissioning commissioner board service services project projects
    programme programmes team teams voluntary charity trust foundation council city county borough district town parish metropolitan police fire
    ambulance prison probation crown magistrates royal safe secure open closed specialist generic wider whole joint shared integrated single
    multiple complex needs street outreach rough sleeper sleepers sleeping advice information peer volunteer mutual aid food bank church faith
    mosque grammar free catholic art arts sports leisure digital virtual former ex previous current acting interim deputy senior junior head chief
    executive finance data performance quality contract contracts legal procurement hr it governance leadership oversight steering working
    operational operations strategic delivery management programme stakeholder user users tenant tenants tenancy landlord landlords resettlement
    intermediate acute crisis home homes hostel shelter refuge nursery pharmacy university if when where what who why how so but or as is was
    are were be been do did does has had have will would can could should may might must not we they he she it i you then there here now also
    just only very really most more less many much few housing first everyone england english scottish welsh british european international
    global world united royal clinical learning development research training education employment skills work works job jobs business best
    great good bad same different social value prevention early help intervention action aid rights justice equality inclusion diversity
    communities neighbourhood place-based system systems network networks forum partnership partnerships consortium collective collaborative
    cooperative association society limited ltd plc cic street-based ward unit wing court house
    tier level stage phase lot part section model approach pathway strategy plan review report framework""")


def _named(name: str, capitals: bool) -> bool:
    """Whether the words before a premises' kind are a name of their own and not `the`, `local` or `primary`."""
    own = [word for word in words_of(name) if word.plain not in GENERIC and word.plain not in MONTHS]
    if not own:
        return False
    return True if capitals else all(word.plain not in ordinary() for word in own)


def _trim_name(name: str) -> int:
    """How many letters of a run of capitals to leave out at its start: sentence openers and little words."""
    cut = 0
    for word in words_of(name):
        if word.plain in GENERIC or (word.plain in OPENERS):
            cut = word.end_char + 1
        else:
            break
    return cut


def find_premises(text: str) -> Iterator[Find]:
    """Addresses, streets, and organisations known by their kind of name; overlaps and all."""
    yield from _addresses(text)
    for match in _UNIT_ONLY.finditer(text):
        yield Find(match.start(), match.end(), "ADDRESS", "pattern")
    for match in _STREET_ALONE.finditer(text):
        if not _HIGH.match(match[0]) and _named(match[0].rsplit(" ", 1)[0], True):
            yield Find(match.start(), match.end(), "PLACE", "pattern", confidence=0.8)
    for pattern, capitals in (
        (_NAMED_SITE, True),
        (_NAMED_BODY, True),
        (_HOUSES, True),
        (_LOWER_SITE, False),
    ):
        for match in pattern.finditer(text):
            yield from _premises(match, capitals)
    for match in _AT_THE.finditer(text):
        own = [word.plain for word in words_of(match["name"])]
        if not any(word in GENERIC or word in _NO_VENUE or word in MONTHS for word in own) and not _public(
            match["name"]
        ):
            yield Find(
                match.start("name"), match.end("name"), "PLACE", "pattern", confidence=0.6, settled=False
            )
    for match in _OWN_NAMED.finditer(text):
        yield Find(match.start(), match.end(), "ADDRESS", "pattern", confidence=0.9)
    for match in _NAMED_SPOT.finditer(text):
        if _named(match["name"], True) and not _public(match[0]):
            yield Find(match.start(), match.end(), "PLACE", "pattern", confidence=0.7)
    for pattern in (_HMP, _INVERTED, _SAINT, _OWNED, _CAUSE):
        for match in pattern.finditer(text):
            if pattern is _OWNED and plain(match["owner"]) in ordinary():
                continue  # "the Tenant's Fund": nobody's
            yield Find(match.start(), match.end(), "ORG", "pattern", confidence=0.85)


def find_towns(document: Document) -> Iterator[Find]:
    """`Vellan Moor branch`, `near North Vellan`: places of two or three words, by the gazetteer and their company."""
    words = document.words
    for first, word in enumerate(words):
        if not word.capital or document.shouted:
            continue
        for last in (first + 2, first + 1):
            run = words[first : last + 1]
            if len(run) <= last - first or not all(piece.capital for piece in run):
                continue
            if any(document.gap(a, b) not in (" ", "-") for a, b in itertools.pairwise(run)):
                continue
            phrase = " ".join(piece.plain for piece in run)
            if phrase not in uk_places() or all(piece.plain in GENERIC for piece in run):
                continue
            before = words[first - 1] if first and document.gap(words[first - 1], word) == " " else None
            after = (
                words[last + 1]
                if last + 1 < len(words) and document.gap(run[-1], words[last + 1]) == " "
                else None
            )
            placed = (before and before.plain in _WHERE) or (after and after.plain in _OF_A_PLACE)
            if placed and not (after and after.capital):
                yield Find(word.start_char, run[-1].end_char, "PLACE", "gazetteer", confidence=0.8)
                break


_WHERE = word_set("in at near around outside across throughout from to visited leave left")
_OF_A_PLACE = word_set(
    "branch office area depot hub road station hospital market estate town village centre patch site"
)
_JUSTICE = word_set("""administrative supreme high crown county magistrates magistrate magistrates' district military security commercial law criminal
    family employment federal regional constitutional first instance appeal youth international european city sheriff the coroners martial""")
_TWO_BODIES = re.compile(
    r".*\b(?i:house|trust|homes|advice|recovery|council|association|centre|school|surgery|hostel|lodge|support|group|mind|aid|limited|ltd)[ \t]+(?:and|&)[ \t]+"
)


def _premises(match: re.Match[str], capitals: bool) -> Iterator[Find]:
    name, start = match["name"], match.start("name")
    if match["head"].lower() == "court" and {word.plain for word in words_of(name)} & _JUSTICE:
        return
    if capitals:
        two = _TWO_BODIES.search(name)  # "Tamsel House and Halfmoon Advice": the second only
        cut = two.end() if two else 0
        cut += _trim_name(name[cut:])
    else:
        pieces = words_of(name)
        while pieces and (pieces[0].plain in GENERIC or pieces[0].plain in ordinary()) and len(pieces) > 1:
            pieces = pieces[1:]
        cut = pieces[0].start_char if pieces else 0
    kept = name[cut:]
    if not kept or not _named(kept, capitals) or _public(f"{kept} {match['head']}"):
        return
    yield Find(start + cut, match.end(), "ORG", "pattern", confidence=0.85)


def _public(name: str) -> bool:
    phrase = re.sub(r"\s+", " ", name.lower()).removeprefix("the ")
    bare = re.sub(r"\s(?:ltd|limited|plc|group|llp)\.?$", "", phrase)
    return bool({phrase, bare} & word_list("public_bodies"))


def _addresses(text: str) -> Iterator[Find]:
    if not any(letter.isdigit() for letter in text):
        return
    for match in _ADDRESS.finditer(text):
        street = match["street"]
        kind = match["kind"].lower()
        own = words_of(street)[:-1]
        capital = all(word.capital or word.plain in ("the", "of") for word in own)
        shy = re.fullmatch(_WORD_STREETS + "|" + _SHORT_STREETS, kind) is not None
        before = text[max(0, match.start() - 40) : match.start()]
        if any(word.plain in _NOT_STREETS for word in own):
            continue
        if shy and not capital and not match["unit"]:
            strange = [word for word in own if word.plain not in ordinary()]
            if not (
                strange
                or re.search(
                    r"\b(?:at|live[sd]?|living|moved|address|of|lodges?|stay(?:s|ing)?)\W*(?:\w+\W+)?$",
                    before,
                    re.I,
                )
            ):
                continue
        if (
            capital is False
            and not match["unit"]
            and re.search(r"(?:£|\bpart|\bsection|\blot|\bstage)\s*$", before, re.I)
        ):
            continue
        unit = _UNIT_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        start = match.start() - (len(unit[0]) if unit else 0)
        yield Find(start, match.end(), "ADDRESS", "pattern", confidence=0.9)


_UNIT_BEFORE = re.compile(r"\b(?:flat|apartment|apt|unit|room|bedsit|plot)\s*$", re.IGNORECASE)
_NOT_STREETS = word_set("""people staff years year months month weeks week days day hours hour minutes times percent per of in on at to from and or the a an other
    of-the different way ways more less further providers organisations partners members clients tenants units beds flats meetings sessions
    hard disk disc flash jump pen thumb usb test external solid tb gb mb
    high one two three four five six seven eight nine ten steps step-down came came-to was were is are had have has been being do did does""")
