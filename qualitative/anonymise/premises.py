"""Places people live and organisations small enough to point to a person: addresses, surgeries, schools, hostels.

The danger: `the Larches` says more about a person than a surname does; `the surgery`, `Housing First` and `Alliance
Board` say nothing. So a named premises is masked, a generic one stands: the name's own word decides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from qualitative.anonymise.contacts import POSTCODE
from qualitative.anonymise.dates import NUMBER
from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.anonymise.words import (
    MONTHS,
    OPENERS,
    TITLES,
    ordinary,
    plain,
    word_list,
    word_set,
    words_of,
)
from qualitative.language import forenames, uk_places

_PLAIN_STREETS = r"street|road|avenue|crescent|terrace|lane|grove|boulevard|gardens|mews"
_SHORT_STREETS = r"st|rd|ave|av|cres|ln|terr|tce|gdns|blvd|cl|dr|pl|sq|ct"
_WORD_STREETS = (
    r"close|drive|way|court|place|square|hill|row|rise|walk|park|view|green|parade|wharf|quay|yard|estate|mount|"
    r"bank|croft|fold|gate|wynd|vale|circus|buildings|heights|common|end|path|meadows?|house|villas|cottages?|towers?|lodge|"
    r"brow|brae|loan|garth|nook|ginnel|snicket|alley|arcade|approach|bypass|causeway|chase|copse|crest|dene|esplanade|glade|glen|holme|hollow|knoll|leas?|leys|mead|"
    r"orchard|paddocks?|parkway|passage|pastures?|promenade|ridge|spinney|strand|tor|woods?|cross|corner|broadway|market|flats|maisonettes|barn|farm|mill|works|"
    r"docks?|harbour|pier|steps|link|side|bridge|loke|drove|hythe|gait|pend|vennel|entry|fields?"
)
_HUNDREDS = r"(?:(?:a|one|two|three|four|five)\s+hundred)"
_NAME_WORD = r"(?:[^\W\d_][\w'’.-]*)"
_UNIT = (
    r"(?:(?:block|blk|tower|stair|entrance|wing|core|level|floor)[ \t]+\w{1,3},?[ \t]+|(?:\d{1,2}(?:st|nd|rd|th)|ground|top|first|second|third)[ \t]+floor,?[ \t]+)?"
    r"(?:(?:bed|cubicle|bay)[ \t]*\w{1,3},?[ \t]+)?"
    r"(?:(?:flats?|apartment|apt\.?|units?|room|rm\.?|bedsit|plot|caravan|pitch|berth|mooring|lock-?up|studio|maisonette|cabin)[ \t]*\w{1,4}(?:[/-]\w{1,2})?|(?:upper|lower|garden|basement|attic|rear)[ \t]+flat|\d[FR]\d|(?:top|ground|first|second)[ \t]+(?:left|right))"
)
_PLACE_AFTER = (
    r"(?:,?[ \t]+(?i:POSTCODE_HERE)(?!\w)|[ \t][A-Z][a-z'’-]+(?=[.,;)]|[ \t]*$)|,[ \t]*(?:(?:nr|near|by|Co\.?)[ \t]+)?[A-Z][^\W\d]*['’]?[^\W\d]*(?:[-–](?:[A-Z][^\W\d]*|on|in|le|by|the|under|upon))*(?:[ \t](?:[A-Z][^\W\d]*(?:[-–'’][^\W\d]+)*|on|upon|under|le|by|of|the)(?=[ \t,.;)\n]|$)){0,3}"
    r"(?=[,.;:)\n|/]|[ \t]*$|[ \t]+[^A-Z]))"
).replace("POSTCODE_HERE", POSTCODE)
_ADDRESS = re.compile(
    rf"(?<![\w£.,/])(?:no\.?[ \t]+|number[ \t]+)?(?P<unit>(?:{_UNIT}|\d{{1,2}}/\d{{1,2}}(?=,)),?[ \t]+(?:(?:rear of|behind|at|in)[ \t]+)?(?:(?:{_NAME_WORD}[ \t]){{1,3}}(?:house|hse|court|ct|lodge|towers?|point|heights|buildings?|bldgs?|cottages?|hall|mansions|annexe?),?[ \t]+)?)?"
    rf"(?P<number>\d{{1,4}}[a-z]?(?:[ \t]?(?:[-–/&]|to)[ \t]?\d{{1,4}}[a-z]?)?|(?:{_HUNDREDS}(?:[ \t]+and[ \t]+)?)?{NUMBER}|{_HUNDREDS}),?[ \t]+"
    rf"(?P<street>(?:{_NAME_WORD}[ \t]+){{1,3}}?(?P<kind>{_PLAIN_STREETS}|{_SHORT_STREETS}|{_WORD_STREETS})\b\.?)"
    rf"(?P<tail>(?-i:{_PLACE_AFTER}){{0,4}})",
    re.IGNORECASE,
)
# `apt 14, the maltings, wherry road`, typed small: a unit, a name, a street.
_UNIT_LOW = re.compile(
    rf"(?<![\w-])(?:flat|apartment|apt\.?|room|rm)[ \t]*\d{{1,4}}[a-z]?,[ \t]+(?:the[ \t]+)?{_NAME_WORD}(?:[ \t]{_NAME_WORD}){{0,2}},[ \t]+(?:{_NAME_WORD}[ \t]){{1,2}}(?:{_PLAIN_STREETS}|{_SHORT_STREETS}|{_WORD_STREETS})(?!\w)",
    re.IGNORECASE,
)
_ESTATE = re.compile(
    r"(?<![\w-])(?:units?[ \t]+[\w-]{1,7},?[ \t]+)?(?:[A-Z][\w'’-]*[ \t]){1,2}(?:(?i:ind(?:ustrial)?\.?[ \t]est(?:ate)?|business park|trading est(?:ate)?|retail park|enterprise park))(?!\w)"
)
_ONE_WORD = re.compile(
    r"(?<![\w£.,/])\d{1,4}[a-z]?[ \t][A-Z][a-z]{2,}(?:walk|gate|side|way|garth|wynd|row|brae|croft|thorpe|lands|fields?|market|hill|wood|lea)(?![\w-])"
)
_THE_KIND = re.compile(
    rf"(?<!\w)(?:no\.?|number)[ \t]*\d{{1,4}}[a-z]?,?[ \t]+(?:the[ \t]+)?(?:{_NAME_WORD}[ \t]+)?(?:{_PLAIN_STREETS}|{_WORD_STREETS})(?!\w)",
    re.IGNORECASE,
)
_WELSH = re.compile(
    rf"(?<![\w£.,/])\d{{1,4}}[a-z]?,?[ \t]+(?:Ffordd|Heol|Stryd|L[oô]n|Maes|Rhodfa|Clos|Cwrt|Bryn|Parc|Teras|Rhiw|Pentre)[ \t]+(?-i:[A-Z][^\W\d]+|y|yr)(?:[ \t](?-i:[A-Z][^\W\d]+|y|yr)){{0,2}}(?-i:{_PLACE_AFTER}){{0,3}}",
    re.IGNORECASE,
)
_PO_BOX = re.compile(rf"(?<!\w)P\.?\s?O\.?\s?Box\s+\d{{1,6}}(?:{_PLACE_AFTER}){{0,3}}", re.IGNORECASE)
# `pitch 41, Sandhaven Park`, `Berth 9, MV Halcyon, Queensferry Marina`, `Rm 12, Bellhouse Lodge, Station Approach`: a unit of a place with a name.
_UNIT_OF = re.compile(
    rf"(?<![\w-]){_UNIT},[ \t](?-i:(?:[A-Z][\w'’-]*)(?:[ \t][A-Z][\w'’-]*){{0,3}})(?-i:{_PLACE_AFTER}){{0,4}}",
    re.IGNORECASE,
)
_UNIT_ONLY = re.compile(
    r"(?<!\w)(?:(?:block|blk|tower|stair|entrance|wing|core|level|floor)\s+\w{1,3},?\s+)?(?:flat|apartment|apt|bedsit|room)\s*\d{1,3}[a-z]?,?\s+(?:at\s+|in\s+)?(?:the\s+)?(?:[A-Z][\w'’-]+\s+){1,2}(?:House|Court|Lodge|Towers?|Point|Heights|Hostel|Place)\b(?:,\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2}(?=[,.;)\n]|\s*$)){0,3}"
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
# "The Old Forge, Nettle Lane": a house that has a name for a number.
_HOUSE_AND_STREET = re.compile(
    rf"(?<![\w-])(?P<house>(?:The\s)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){{0,2}}),\s(?P<street>(?:[A-Z][\w'’-]+\s){{1,2}}(?:{_PLAIN_STREETS.title()}|{_WORD_STREETS.title()}))(?!\w)(?:{_PLACE_AFTER}){{0,3}}"
)
_HOUSE_KINDS = word_set(
    "cottage house lodge farm barn bungalow villa croft forge mill rectory vicarage schoolhouse hall grange manor"
)
_LODGED = re.compile(
    r"\b(?:c/o|care of|(?:lives?|living|stays?|staying|lodg\w+|based|registered|address|house|home|moved|addressed|post|sent|deliver\w*)\b[^.\n]{0,30})\W{0,3}$",
    re.IGNORECASE,
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
_NAMED_SITE = re.compile(rf"(?<![\w'’-])(?P<name>{_CAP_RUN})[ \t]+(?P<head>(?i:{_SITES}))(?![\w-])")
_NAMED_BODY = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP_RUN})[ \t]+(?P<head>(?:{'|'.join(piece for piece in _BODIES.title().split('|'))}|{_BODIES.upper()}|CIC|LLP|NHS(?:\s+Foundation)?\s+Trust|NHS\s+FT))(?![\w-])"
)
_OWNERS = (
    r"barbers?|gym|caf[eé]|kitchen|garage|launderette|laundrette|bakery|shop|stores|chippy|bar|pub|taxis|cars|builders|roofing|plumbing|lettings|lets|properties|homes|"
    r"project|place|house|shed|club|pantry|larder|nursery|childcare|surgery|practice|chemist|pharmacy|salon|studio|farm|yard|hostel|b\s?&\s?b|guest\s?house"
)
# `Nadia's Bike Shed`, `tony's barbers`: somebody's, and known by them.
_SOMEBODYS = re.compile(
    rf"(?<![\w-])(?:[A-Z][\w-]+[ \t])?(?P<owner>[^\W\d_][\w-]+)['’]s[ \t](?:[\w-]+[ \t]){{0,2}}(?:{_OWNERS})(?![\w-])",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_][\w'’-]+)[ \t]?(?:&|[ \t]and)[ \t]?(?:(?:sons?|daughters?|co|partners|bros|brothers)\b|[^\W\d_][\w'’-]+[ \t](?:solicitors|llp|lettings|accountants|associates|builders|properties|law|partners|architects|estate agents)\b)",
    re.IGNORECASE,
)
_BROTHERS = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_][\w'’-]+)[ \t]bros(?:[ \t](?:roofing|builders|plumbing|motors|garage|scaffolding|removals|electrical|ltd))?(?![\w-])",
    re.IGNORECASE,
)
_DAY_GROUP = re.compile(
    r"(?<![\w-])(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day[ \t](?:[A-Z][\w'’-]+[ \t]){1,3}(?:Group|Club|Shed|Circle|Choir|Kitchen|Lunch|Drop-?[Ii]n|Project|Table)(?![\w-])"
)
_OF_SOMETHING = re.compile(
    r"(?<![\w-])(?:our[ \t]lady[ \t]of|friends[ \t]of|(?:little[ \t])?sisters[ \t]of|daughters[ \t]of|brothers[ \t]of|women[ \t]of)[ \t](?:the[ \t])?(?P<of>[^\W\d_][\w'’-]{2,})(?:[ \t](?P<more>[^\W\d_][\w'’-]{2,}))?",
    re.IGNORECASE,
)
_PARKS = word_set(
    "park meadow meadows green common hall wood woods garden gardens lane road street hill house field fields chapel church school library museum square"
)
_SCHOOL = re.compile(
    r"(?<![\w-])(?P<name>st\.?[ \t][^\W\d_][\w'’]+(?:[ \t](?:of|and)[ \t][^\W\d_][\w'’]+)?|[A-Z][\w'’-]+(?:[ \t][A-Z][\w'’-]+)?)[ \t](?:(?:c[ \t]of[ \t]e|rc|cofe|catholic|community|junior|infant|church)[ \t])*(?:(?i:primary|juniors?|infants?|high|academy|nursery|college|secondary))(?![\w-])",
    re.IGNORECASE,
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
    r"(?<![\w-])(?:(?:Mosque|Masjid|Gurdwara|Mandir|Chapel|Caf[eé]|Hotel|Casa)\s(?=[A-Z])|(?:University|Bishop|Diocese|Church|Hospital|College|Royal Borough|London Borough|City|County|Borough|Friends)\s+of\s+(?:the\s+)?)(?:[A-Z][\w'’-]+)(?:\s(?:and\s)?[A-Z][\w'’-]+){0,2}"
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


# The last word of a body's name, which says what it is.
KIND_WORDS = word_set("""surgery practice clinic centre school academy primary secondary infants juniors high college nursery preschool playgroup hostel shelter
    refuge foyer home homes housing hospital infirmary hospice pharmacy chemist church chapel mosque gurdwara temple synagogue mandir masjid mission parish methodists
    baptists quakers foodbank pantry kitchen larder cafe café pub inn arms tavern bar restaurant bakery butchers chippy takeaway shop stores launderette
    laundrette barbers salon hairdressers garage motors tyres taxis cars builders roofing plumbing electrical scaffolding joinery solicitors law llp accountants
    architects surveyors consulting consultancy consultants associates partners lettings lets properties property estates trust foundation charity cic ltd limited plc
    project projects collective cooperative co-op coop network group club fc afc rfc society association assoc tra circle choir band gym boxing dojo studio studios shed
    hub house lodge court hall villa manor cottage cottages barn farm unit ward wing annexe block tower towers mill works yard wharf dental dentists
    opticians physio vets advice welcome rooms recovery support services carers mums dads families women men youth scouts guides brownies league forum
    alliance sons daughters bros brothers co agency recruitment training academy security cleaning""")


def _named(name: str, capitals: bool) -> bool:
    """Whether the words before a premises' kind are a name of their own and not `the`, `local` or `primary`."""
    own = [word for word in words_of(name) if word.plain not in GENERIC and word.plain not in MONTHS]
    if not own:
        return False
    return True if capitals else all(word.plain not in ordinary() for word in own)


_BREAKS = (
    OPENERS
    | word_set("""re told says said from via ask asks get got no lease reply letter met visited left told rang ring call called chase see tell take took moved
    placed staying living works worked working goes went gone kids between frm w ex cc action actions attendees present apols""")
)


def _trim_name(name: str) -> int:
    """How many letters of a run of capitals to leave out at its start: sentence openers and little words; in a text that is
    all capitals also whatever stands before `RE`, `FROM` and the like, since there a capital begins nothing."""
    cut = 0
    if name.isupper():
        for word in words_of(name)[:-1]:
            if word.plain in _BREAKS and word.plain not in ("of", "the", "and"):
                cut = word.end_char + 1
        return cut + _trim_name(name[cut:].title()) if cut or not name.istitle() else 0
    for word in words_of(name):
        if word.plain in GENERIC or (word.plain in OPENERS):
            cut = word.end_char + 1
        else:
            break
    return cut


def find_premises(text: str) -> Iterator[Find]:
    """Addresses, streets, and organisations known by their kind of name; overlaps and all."""
    yield from _addresses(text)
    for pattern in (_UNIT_ONLY, _UNIT_OF, _UNIT_LOW, _ESTATE, _ONE_WORD, _THE_KIND, _PO_BOX, _WELSH):
        for match in pattern.finditer(text):
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
    for match in _HOUSE_AND_STREET.finditer(text):
        lodged = _LODGED.search(text[max(0, match.start() - 45) : match.start()])
        house = match["house"]
        if _named(house, True) and (
            lodged or house.startswith("The ") or house.split()[-1].lower() in _HOUSE_KINDS
        ):
            yield Find(match.start(), match.end(), "ADDRESS", "pattern", confidence=0.8)
    for match in _OWN_NAMED.finditer(text):
        yield Find(match.start(), match.end(), "ADDRESS", "pattern", confidence=0.9)
    for match in _NAMED_SPOT.finditer(text):
        if _named(match["name"], True) and not _public(match[0]):
            yield Find(match.start(), match.end(), "PLACE", "pattern", confidence=0.7)
    yield from _owned_bodies(text)
    for pattern in (_HMP, _INVERTED, _SAINT, _OWNED, _CAUSE):
        for match in pattern.finditer(text):
            if pattern is _OWNED and plain(match["owner"]) in ordinary():
                continue  # "the Tenant's Fund": nobody's
            yield Find(match.start(), match.end(), "ORG", "pattern", confidence=0.85)


def _odd(word: str) -> bool:
    return plain(word) not in ordinary() and plain(word) not in GENERIC


def _owned_bodies(text: str) -> Iterator[Find]:
    """Bodies called after somebody, a day or a saint: `Garside & Sons`, `tony's barbers`, `Thursday Women's Group`, `st oswalds primary`."""
    for pattern, group in ((_SOMEBODYS, "owner"), (_FIRM, "first"), (_BROTHERS, "first")):
        for match in pattern.finditer(text):
            name = match[group]
            if (
                _odd(name)
                or plain(name) in forenames()
                or (name.istitle() and plain(name) not in GENERIC and pattern is not _SOMEBODYS)
            ):
                yield Find(match.start(), match.end(), "ORG", "pattern", confidence=0.8)
    for match in _DAY_GROUP.finditer(text):
        yield Find(match.start(), match.end(), "ORG", "pattern", confidence=0.8)
    for match in _OF_SOMETHING.finditer(text):
        more = match["more"] or ""
        end = match.end() if more and (more.istitle() or plain(more) in _PARKS) else match.end("of")
        lady = match[0].lower().startswith("our")
        named = match["of"][:1].isupper() or _odd(match["of"]) or plain(more) in _PARKS
        if lady or (named and plain(match["of"]) not in GENERIC):
            yield Find(match.start(), end, "ORG", "pattern", confidence=0.8)
    for match in _SCHOOL.finditer(text):
        name = match["name"]
        saint = re.match(r"st\.?\s", name, re.IGNORECASE)
        if saint or (
            name[:1].isupper()
            and not name.isupper()
            and _named(name, True)
            and match[0].split()[-1][:1].isupper()
        ):
            yield Find(match.start(), match.end(), "ORG", "pattern", confidence=0.8)


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


def _says_nothing(name: str) -> bool:
    """In capitals words of the language are no name (`UP MOST ADVICE`), nor are the words of a heading (`Looks Like In …`)."""
    words = words_of(name)
    plain_words = all(word.plain in ordinary() for word in words)
    heading = len(words) > 2 and any(
        word.plain in _BREAKS and word.plain not in _WITHIN for word in words[1:]
    )
    return plain_words and (name.isupper() or heading)


_WITHIN = word_set("of the and for on a at by")
_FAMILY_NAMES = word_set("ward hall court")
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
    head, joined, _rest = name[cut:].partition(" and ")
    if joined and _public(head):
        cut += len(head) + len(joined)  # "Universal Credit and …"
    kept = name[cut:]
    if _says_nothing(kept):
        return
    own = [word.plain for word in words_of(kept)]
    person = (
        len(own) == 1
        and ((own[0] in forenames() and own[0] not in ordinary()) or own[0] in TITLES)
        and match["head"].lower() in _FAMILY_NAMES
    )
    if person:
        return  # "Ruth Ward", "Mrs Hall"
    if not kept or not _named(kept, capitals) or _public(f"{kept} {match['head']}"):
        return
    yield Find(start + cut, match.end(), "ORG", "pattern", confidence=0.85)


def _public(name: str) -> bool:
    phrase = re.sub(r"\s+", " ", name.lower()).removeprefix("the ")
    bare = re.sub(r"\s(?:ltd|limited|plc|group|llp)\.?$", "", phrase)
    return bool({phrase, bare} & word_list("public_bodies"))


def _addresses(text: str) -> Iterator[Find]:
    for match in _ADDRESS.finditer(text):
        street = match["street"]
        kind = match["kind"].lower()
        own = words_of(street)[:-1]
        capital = all(word.capital or word.plain in ("the", "of") for word in own)
        spelt = not match["number"][:1].isdigit()
        shy = spelt or re.fullmatch(_WORD_STREETS + "|" + _SHORT_STREETS, kind) is not None
        before = text[max(0, match.start() - 40) : match.start()]
        if any(word.plain in _NOT_STREETS for word in own):
            continue
        unit = _UNIT_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        if shy and not capital and not match["unit"] and not unit:
            strange = [word for word in own if word.plain not in ordinary()]
            told = (
                spelt and re.fullmatch(_PLAIN_STREETS, kind) and len(own) == 1 and own[0].plain not in _WAYS
            )
            if not (
                (strange and not spelt)
                or told
                or re.search(
                    r"\b(?:at|live[sd]?|living|moved|address|lodges?|stay(?:s|ing)?|rent\s+(?:for|on)|visit(?:ed)?(?:\s+to)?|repairs?\s+(?:at|to)|tenancy\s+(?:at|of)|keys?\s+(?:for|to))\W*(?:\w+\W+)?$",
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
        start = match.start() - (len(unit[0]) if unit else 0)
        house = _HOUSE_BEFORE.search(text[max(0, start - 40) : start])
        if house and (house[1][:1].isupper() or any(w.plain not in ordinary() for w in words_of(house[1]))):
            start -= len(house[0]) - (house.start(1) - house.start())
        yield Find(start, match.end(), "ADDRESS", "pattern", confidence=0.9)


_HOUSE_BEFORE = re.compile(
    r"(?:^|\b(?:at|to|from|c/o|is|for)\s|[:|(>]\s?)((?:the\s)?[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]+)?),\s$",
    re.IGNORECASE | re.MULTILINE,
)
_WAYS = word_set(
    "way main side back high busy long same whole one two street new old next other this that each every dead cul"
)
_UNIT_BEFORE = re.compile(r"\b(?:flat|apartment|apt|unit|room|bedsit|plot)\s*$", re.IGNORECASE)
_NOT_STREETS = word_set("""people staff years year months month weeks week days day hours hour minutes times percent per of in on at to from and or the a an other
    of-the different way ways more less further providers organisations partners members clients tenants units beds flats meetings sessions
    hard disk disc flash jump pen thumb usb test external solid tb gb mb
    high one two three four five six seven eight nine ten steps step-down came came-to was were is are had have has been being do did does""")
