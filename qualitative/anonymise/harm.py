"""Sentences that may disclose harm to somebody, for a named contact to read: a list, and never a complete one.

The danger: a disclosure read by nobody because the notes went straight into a theme; and, the other way round, a list so
full of "risk registers" and "safeguarding leads" that its reader stops looking. So what is looked for is somebody harmed or
in danger, in the words people use for it; the sector's own words for services, posts and papers are no disclosure, nor
is what is said not to have happened. Missing one costs more than showing one too many: in doubt it is shown. Plain words
find a part and say the kind; a model that learned from invented disclosures finds more, told in other words.

The kinds follow what UK services ask their staff to report: abuse in the forms of the Care Act guidance, self-harm and
suicide, a child at risk, violence, exploitation, neglect, threats, serious malpractice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualitative.anonymise.remarks import read_remarks, told_sentences
from qualitative.model import Part

NOT_COMPLETE = "this list is not complete"
_SELF = r"(?:my|him|her|your|our)sel(?:f|ves)|themsel(?:f|ves)"
_WHO = (
    r"(?:(?:a|an|the|one|some|this|that|another|every|our|my|his|her|their|your)\s+)?(?:\w+\s+){0,2}?"
    r"(?:tenants?|clients?|residents?|service\s+users?|patients?|wom[ae]n|m[ae]n|girls?|boys?|lads?|child(?:ren)?|kids?|bab(?:y|ies)|"
    r"mums?|mothers?|dads?|fathers?|son|daughter|wife|husband|partner|sister|brother|person|people|staff|worker|colleagues?|"
    r"family|families|teenagers?|\[[^\[\]\n]+\]|me|us|him|her|them|you)"
)
_BE = r"(?:was|were|is|are|been|being|got|get|gets|getting|be)"

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "self-harm or suicide",
        rf"(?:kill(?:ed|ing)?|hang(?:ed|ing)?|hung|harm(?:ed|ing|s)?|hurt(?:ing)?|cut(?:ting)?|starv(?:ed|ing)|burn(?:t|ing)?)\s+(?:{_SELF})(?!\s+(?:off|down|short|out))"
        r"|self[- ]?harm(?:ed|s|ing)?|suicid(?:e|al)|(?:took|take|taking|taken|end(?:ed|ing)?|finish(?:ed)?)\s+(?:my|his|her|their)\s+(?:own\s+)?life"
        r"|overdos(?:e|ed|ing)|(?:did\s?n[o'’]?t|do\s?n[o'’]?t|doesn['’]?t|not)\s+(?:really\s+)?want(?:ed|ing)?\s+to\s+(?:be\s+here|live|wake\s+up|go\s+on)(?:\s+any\s?more)?(?=\W|$)"
        r"|(?:better\s+off|wish(?:ed)?\s+(?:i|he|she|they)\s+(?:was|were))\s+dead|want(?:ed|s)?\s+to\s+die|jump(?:ed)?\s+off\s+(?:the|a)\s+bridge"
        r"|(?:been|was|is|started|stopped|still|he['’]s|she['’]s)\s+cutting(?=\s+(?:again|too|at\s+night)|[.,;]|$)|(?:cuts|marks|scars)\s+(?:\w+\s+){0,3}?(?:arms?|wrists?|legs)|(?:tablets|pills|rope|noose|razor|blade)\s+(?:\w+\s+){0,2}?(?:lined|ready|in\s+(?:my|his|her)\s+hand|under\s+(?:my|his|her))"
        r"|(?:nothing|no\s+reason|not\s+much|no\s+point)\s+(?:\w+\s+){0,2}?(?:to\s+live|living)|took\s+(?:all|a\s+whole|too\s+many|a\s+load\s+of)\s+(?:\w+\s+){0,2}?(?:tablets|pills|medication|paracetamol)",
    ),
    (
        "abuse",
        rf"{_BE}\s+(?:\w+ly\s+)?(?:abused|molested|groomed|raped|assaulted|touched\s+inappropriately)|(?:abus(?:es|ed|ing)|molest(?:s|ed|ing)|groom(?:s|ed|ing)|rap(?:es|ed|ing)|assault(?:s|ed|ing))\s+(?:{_WHO})"
        rf"|(?:sexual(?:ly)?|physical(?:ly)?|emotional(?:ly)?|financial(?:ly)?|domestic(?:ally)?|racial(?:ly)?)\s+(?:abus(?:e|ed|ing|ive)|assault(?:s|ed|ing)?|harass(?:ed|ing|ment)|violen(?:ce|t))"
        r"|coercive(?:ly)?\s+control\w*|(?:fle(?:d|eing)|escap(?:ed|ing))\s+(?:from\s+)?(?:\w+\s+){0,2}?(?:abuse|abuser|violence|partner|husband|marriage)|(?:forced\s+marriage|fgm|honour[- ]based)"
        r"|(?:touch(?:ed|ing)|grop(?:ed|ing)|kiss(?:ed|ing))\s+(?:me|her|him|them|the\s+(?:girls?|boys?|women|residents?))(?!\s+(?:on\s+the\s+heart|deeply))"
        r"|(?:com(?:es|ing)|came|got|getting|climb\w+)\s+into\s+(?:my|her|his|their)\s+(?:\w+\s+)?(?:room|bed)\b(?:\s+(?:at|in)\s+(?:the\s+)?night)?|(?:lock(?:s|ed|ing)?|shut(?:s|ting)?|kept|keep(?:s|ing)?)\s+(?:me|her|him|them|us)\s+(?:in|inside|out\s+of|prisoner|locked|away\s+from)\b"
        r"|(?:keeps?|kept|controls?|controlled|checks?|checked)\s+(?:all\s+)?(?:my|her|his|their)\s+(?:money|phone|passport|papers|post|benefits?|bank\s+card)|(?:decides?|decided)\s+(?:who|what|when|whether)\s+(?:she|he|they|i)\s+(?:may|can|could|might|was\s+allowed)|(?:won['’]t|wouldn['’]t|doesn['’]t|didn['’]t|not)\s+(?:let|allow(?:ed)?)\s+(?:me|her|him|them)\s+(?:to\s+)?(?:leave|go\s+out|see|have|out)",
    ),
    (
        "violence",
        rf"(?:hit(?:s|ting)?|beat(?:s|ing|en)?|punch(?:ed|es|ing)?|kick(?:ed|s|ing)?|slap(?:ped|s|ping)?|strangl(?:ed|es|ing)|chok(?:ed|es|ing)|stabb?(?:ed|s|ing)?|attack(?:ed|s|ing)?|batter(?:ed|s|ing)?|threw\s+(?:\w+\s+){{0,3}}?at)\s+(?:{_WHO})(?!\s+(?:target|deadline|figure)s?)"
        rf"|{_BE}\s+(?:\w+ly\s+)?(?:hit|beaten|beaten\s+up|punched|kicked|slapped|strangled|choked|stabbed|attacked|battered|pinned\s+down|dragged)\b"
        rf"|(?:his|her|their|my)\s+(?:\w+\s+)?(?:partner|husband|wife|boyfriend|girlfriend|ex|dad|father|son|brother)\W+(?:\w+\W+){{0,4}}?(?:violent|knocks?\s+\w+\s+about|hurts?\s+(?:her|him|them))|(?:black\s+eyes?|bruis(?:es|ed|ing)|broken\s+(?:ribs?|jaw|nose|arm|wrist))"
        r"|(?:shov(?:ed|es|ing)|push(?:ed|es|ing)|grabb?(?:ed|s|ing)|drag(?:ged|s|ging)?|spat\s+(?:at|on|in)|thr[eo]w(?:n|s|ing)?|slamm?(?:ed|s|ing)?|pinn?(?:ed|s|ing)?)\s+(?:\w+\s+)?(?:me|him|her|them|us|residents?|tenants?|clients?|patients?|\[[^\[\]\n]+\])\s+(?:by|against|into|onto|over|up|down|to\s+the|across|in\s+the)\b|by\s+(?:the|my|her|his)\s+(?:throat|hair|neck)"
        r"|(?:fist|foot|boot|brick|bottle)\s+through\s+(?:the|a|her|his|my)|(?:black|split)\s+(?:eye|lip)|broke\s+(?:my|his|her|their)\s+(?:\w+\s+)?(?:arm|nose|jaw|ribs?|wrist|leg|finger)",
    ),
    (
        "threats",
        rf"(?:threaten(?:ed|s|ing)?|stalk(?:ed|s|ing)?|intimidat(?:ed|es|ing))\s+(?:{_WHO}|to\s+(?:kill|hurt|burn|find|stab|hit))|{_BE}\s+(?:\w+ly\s+)?(?:threatened|stalked|intimidated|followed\s+home)\b(?!\s+with\s+(?:closure|cuts|legal))"
        r"|death\s+threats?|(?:pulled|had|carr(?:ied|ying|ies)|with)\s+(?:out\s+)?a\s+(?:\w+\s+)?(?:knife|gun|machete|weapon)|(?:said|says)\s+(?:he|she|they)(?:['’]d|\s+would|['’]ll|\s+will)\s+(?:kill|hurt|burn|find|stab)\s"
        r"|(?:has|had|got|holding|brought|came\s+in\s+with)\s+(?:a|the|his|her)\s+(?:\w+\s+)?(?:knife|knives|gun|machete|hammer|bat|blade)\b|(?:burn|torch|set\s+fire\s+to|smash\s+up)\s+(?:the|my|her|his|their)\s+(?:\w+\s+)?(?:flat|house|home|door|car|place|hostel)|(?:follow(?:ed|s|ing)|watch(?:ed|es|ing)|wait(?:ed|s|ing)\s+for)\s+(?:me|her|him|them|us)\s+(?:home|outside|all\s+the\s+way|from\s+the|every)|terrified|in\s+fear\s+of",
    ),
    (
        "exploitation",
        rf"cuckoo(?:ed|ing)|(?:{_BE}\s+(?:\w+ly\s+)?(?:exploited|trafficked|pimped|enslaved))|(?:exploit(?:s|ed|ing)|traffick?(?:s|ed|ing)|pimp(?:s|ed|ing)|prey(?:s|ed|ing)\s+on)\s+(?:{_WHO})|(?:forced|made|making|forcing)\s+(?:{_WHO})\s+(?:\w+\s+){{0,3}}?(?:sex|steal|deal|beg|carry\s+drugs)"
        rf"|modern\s+slavery|county\s+lines|sex\s+for\s+rent|(?:tak(?:es|en|ing)|took|steal(?:s|ing)?|stole|stolen|spend(?:s|ing)?|spent)\s+(?:all\s+)?(?:her|his|their)\s+(?:\w+\s+)?(?:benefits?|pension|money|bank\s+card|wages|medication)"
        r"|(?:forced|made|being\s+made|pressured|coerced)\s+to\s+(?:work|carry|deal|sell|steal|beg|sleep\s+with|sign|hand\s+over)|(?:keep(?:s|ing)?|kept|hold(?:s|ing)?|held|taken?|took|tak(?:es|ing))\s+(?:\w+['’]?s?\s+){0,2}?(?:passports?|bank\s+cards?|cash\s+cards?|benefits|wages|pensions?)\b"
        r"|(?:dealers?|gang|strangers?|they)\s+(?:\w+\s+){0,2}?(?:moved|taken|taking|took)\s+(?:\w+\s+)?(?:into|over|in)\s+(?:to\s+)?(?:\w+['’]?s?\s+)?(?:flat|house|home|tenancy|room)|carry(?:ing)?\s+(?:drugs|packages)|sleeping\s+with\s+(?:him|them|the\s+landlord)\s+for",
    ),
    (
        "neglect",
        rf"{_BE}\s+(?:\w+ly\s+)?neglected|neglect(?:s|ed|ing)\s+(?:{_WHO})|(?:left|leaving|found|lying|lay|sat|sitting)\s+(?:\w+\s+){{0,5}}?(?:own\s+(?:urine|faeces|mess|filth)|soiled|without\s+(?:food|water|heating|medication|insulin)|unfed|on\s+the\s+floor)|(?:bed|pressure)\s*sores?|(?:starving|malnourished|emaciated)"
        r"|(?:had\s?n[o'’]t|has\s?n[o'’]t|had\s+not|not)\s+(?:been\s+)?(?:fed|eaten|washed)\s+(?:for|in)\s+(?:\w+\s+)?(?:days|weeks|a\s+week)"
        r"|(?:hadn['’]?t|hasn['’]?t|had\s+not|didn['’]?t|not|without|no|missed|ran\s+out\s+of)\s+(?:\w+\s+){0,3}?(?:insulin|medication|meds|food|meals?|heating|water|care|carers?)\s+(?:for|since|in)\s+(?:\w+\s+){0,3}?(?:days?|weeks?|nights?|months?)|(?:nobody|no\s+one|no\s+carer|none\s+of\s+the\s+carers)\s+(?:had\s+)?(?:been|come|came|went|gone|checked|visited|turned\s+up|rang|called)\b[^.!?\n]{0,30}?(?:days?|weeks?|weekend|anyone|anybody|(?:on|to|in)\s+(?:him|her|them))"
        r"|carers?\s+(?:were\s?n['’]?t|did\s?n['’]?t|never|not|stopped)\s+(?:coming|come|came|turn(?:ed|ing)?\s+up|showed)|(?:found|lying|lay)\s+(?:\w+\s+){0,3}?(?:\[[^\[\]\n]+\]\s+)?(?:on\s+the\s+floor|unconscious|collapsed|dead)|lost\s+(?:a\s+lot\s+of|so\s+much|two|three|four)\s+(?:stone|weight)|fridge\s+(?:was\s+)?empty",
    ),
    (
        "a child at risk",
        r"(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?|little\s+(?:ones?|girl|boy)|(?:\w+|\d{1,2})[- ]year[- ]olds?|grand(?:son|daughter|children)|son|daughter|minors?|teenagers?)\b[^.!?\n]{0,60}?"
        r"(?:not\s+safe|unsafe|at\s+risk|in\s+danger|left\s+alone|on\s+(?:their|his|her)\s+own\s+(?:at|all|for|over)|scared\s+(?:of|to\s+go)|frightened\s+of|hurt\b|hungry|locked\s+(?:in|out)|missing\b|ran\s+away|run\s+away|needles|around\s+drugs|sleeping\s+(?:in\s+(?:a|the)\s+car|rough))"
        r"|(?:sold|selling|gave|giving)\s+(?:\w+\s+){0,3}?(?:drugs|alcohol|vodka|weed)\s+to\s+(?:\w+\s+){0,2}?(?:child(?:ren)?|kids?|girls?|boys?|teenagers?|minors?)"
        r"|(?:girl|boy|lad|child|kid)\s+(?:of|aged)\s+(?:only\s+|about\s+)?(?:\d{1,2}|\w+teen|eight|nine|ten|eleven|twelve)\b|(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?|girls?|boys?)\b[^.!?\n]{0,40}?(?:left\s+(?:\w+\s+){0,3}?(?:on\s+(?:their|his|her)\s+own|alone|by\s+(?:themselves|himself|herself))|men['’]s\s+(?:flat|hostel|house)|marks\s+on|flinch\w*|wet\s+(?:himself|herself)|watched\s+(?:it|him|her))",
    ),
    (
        "serious malpractice",
        r"(?:falsif(?:y|ied|ying)|forg(?:ed|ing)|fak(?:ed|ing)|doctor(?:ed|ing)|backdat(?:ed|ing)|shredd(?:ed|ing)|destroy(?:ed|ing)|deleted)\s+(?:\w+\s+){0,3}?(?:records?|notes|files?|signatures?|incident\s+(?:forms?|reports?)|invoices|logs?|evidence|timesheets?)"
        r"|cover(?:ed|ing)?\s+(?:\w+\s+)?up\b|cover-?ups?|hush(?:ed)?\s+up|swept\s+(?:it\s+|that\s+|this\s+)?under|(?:stole|stealing|stolen|embezzl\w+|siphon\w*|pocket(?:ed|ing))\s+(?:\w+\s+){0,4}?(?:from|money|funds|cash|deposits?|grant)|brib(?:e[sd]?|ery|ing)|backhanders?"
        r"|(?:locked|restrain(?:ed|ing)|sedat(?:ed|ing)|dragged)\s+(?:\w+\s+){0,2}?(?:in\s+(?:(?:his|her|their|the)\s+)?rooms?|residents?|clients?|patients?|tenants?|him|her|them)\b|(?:drunk|high|asleep)\s+(?:on\s+(?:shift|duty|the\s+job)|at\s+work)|(?:slept|sleeping|having\s+sex|relationship)\s+with\s+(?:a|one\s+of\s+the|some\s+of\s+the|clients?|residents?|tenants?)\s*(?:clients?|residents?|tenants?|service\s+users?|patients?)?"
        r"|(?:told|asked|ordered|pressured)\s+(?:me|us|staff|them|him|her)\s+not\s+to\s+(?:report|record|tell|write\s+(?:it|that)\s+up|raise)|no(?:body|\s+one)\s+(?:reported|did\s+anything|acted)"
        r"|(?:wr[oi]te|wrote|written|writing|sign(?:ed|ing)|log(?:ged|ging)|claim(?:ed|ing)|bill(?:ed|ing)|invoic(?:ed|ing))\s+(?:\w+\s+){0,3}?(?:visits?|hours|shifts?|sessions?|calls?|checks?)\s+(?:that\s+)?(?:\w+\s+)?(?:never|didn['’]?t|had\s?n['’]?t|not)\b|(?:told|asked|ordered|pressured|warned|made)\s+(?:\w+\s+){0,2}?not\s+to\s+(?:put|say|mention|document|report|record|speak|raise|call|ring|use)\b|(?:drawing|drew|taking|took|withdr[ae]w\w*)\s+(?:\w+\s+){0,2}?(?:money|cash)\s+out\s+of|relationship\s+with\s+(?:a|one\s+of\s+(?:the|our|his|her))\s+(?:client|tenant|resident|patient|service\s+user)s?",
    ),
    (
        "somebody not safe",
        r"(?:safeguarding|child\s+protection)\s+(?:concerns?|alert|disclosure|incident|issue)\s+(?:about|around|with|for|involving|regarding|that)|(?:disclosed|disclosure|told\s+(?:me|us)|confided)\b[^.!?\n]{0,60}?\b(?:abuse|abused|hurt|harm|harmed|assault|happened\s+to\s+(?:her|him|them|me)|violence)"
        r"|(?:(?:i['’]?m|i\s+am|(?:he|she|they|we|i|who)(?:['’]s|['’]re|\s+(?:is|are|was|were|felt|feels?)))|feel(?:s|ing)?|felt)\s+(?:\w+\s+){0,2}?(?:not\s+safe|unsafe|in\s+danger|afraid\s+of|scared\s+of|frightened\s+of|terrified\s+of)(?!\s+(?:the\s+)?(?:change|losing\s+the\s+contract|the\s+contract|data|it))"
        r"|(?:not|never|n['’]t)\s+(?:feel\s+|be\s+)?safe\s+(?:at\s+home|there|in\s+(?:the|his|her|their|that)\s+(?:flat|house|hostel|room|home|place))|(?:died|death)\s+(?:\w+\s+){0,6}?(?:neglect|could\s+have\s+been\s+prevented|nobody\s+(?:checked|went)|preventable)"
        r"|(?:do|does|did)\s?n['’]?o?t\s+(?:\w+\s+)?feel\s+safe(?!\s+(?:to|speaking|saying|challenging|enough))|never\s+(?:reported|told\s+(?:anyone|anybody|a\s+soul))|nobody\s+(?:rang|told|asked|believed)\s+(?:\w+\s+)?(?:anyone|anybody|police|social\s+services|(?:him|her|me|them)\b)",
    ),
)
_COMPILED = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)) for kind, pattern in _KINDS
)

# The sector's words for services, posts, papers and courses: taken out before anything is looked for.
_SERVICE_WORDS = (
    r"(?:leads?|officers?|boards?|polic(?:y|ies)|trainings?|procedures?|courses?|teams?|partnerships?|services?|strateg(?:y|ies)|workers?|advisers?|advisors?|"
    r"champions?|framework|leaflets?|meetings?|forum|panel|adults?\s+(?:board|review)|thresholds?|referral\s+(?:form|route|pathway)s?|pathways?|protocols?|awareness|helplines?|hotline|charit(?:y|ies)|prevention|commissioner|"
    r"refuges?|programmes?|projects?|contracts?|funding|budget|support|sector|agenda|conference|reduction|provision|spend|bill|act|strand|workstream|outcomes?|indicators?|statistics|plan|standards?|posters?|week|module|toolkit|lessons|agenc(?:y|ies)|specialists?|providers?|forms?)"
)
_INNOCENT = re.compile(
    rf"(?<!\w)(?:risk\s+(?:registers?|assessments?|logs?|matri(?:x|ces)|share|sharing|pot)|harm\s+(?:reduction|minimi[sz]ation)|"
    rf"(?:(?:adult\s+|child(?:ren['’]?s?)?\s+)?safeguarding|(?:anti-?\s?)?(?:domestic|sexual|substance|elder|child|alcohol|drug)\s+(?:abuse|violence)|suicide|self[- ]?harm|child\s+protection|violence|modern\s+slavery|exploitation|trafficking|county\s+lines|abuse|anti-?bribery|bribery|whistle-?blowing|neglect|overdose)"
    rf"(?:\s+(?:and|&)\s+(?:\w+\s+){{0,2}}?\w+)?\s+(?:\w+\s+)?{_SERVICE_WORDS}|(?:substance|drug|alcohol)\s+(?:mis)?use\w*|violence\s+against\s+women\s+and\s+girls|"
    r"(?:attack(?:ed|ing)|beat(?:en|ing)?|hit(?:ting)?|killed|kick(?:ed|ing)?|hurt(?:ing)?)\s+(?:the|our|us\s+with\s+the|all\s+(?:the|our))?\s*(?:\w+\s+)?(?:targets?|deadlines?|milestones?|numbers|ground|wall|buffers|backlog|budgets?|funding|press|proposal|figures?|plans?|idea|momentum|project|market|sector|trust|alliance|relationships?)|"
    r"(?:a\s+)?victims?\s+of\s+(?:its|their|our)\s+own\s+success|suicide\s+mission|political\s+suicide|shoot\s+ourselves\s+in\s+the\s+foot|beat(?:ing|en)?\s+(?:ourselves|themselves)\s+up|kill(?:ed|ing)?\s+ourselves\s+(?:to|over|trying|getting)|neglected\s+(?:the\s+)?(?:market|paperwork|relationships?|data|governance|side)|"
    r"(?:market|data|governance|paperwork|communication)\s+(?:\w+\s+)?(?:was|were|got)\s+neglected|(?:threatened|threatening)\s+(?:to\s+(?:leave|pull|walk|withdraw|resign|terminate)|the\s+\w+)|(?:felt|feel(?:s|ing)?|was|were)\s+(?:\w+\s+)?threatened\s+by\s+(?:the\s+)?(?:change|tender|alliance|contract|model|competition|bigger|new)\w*|"
    r"beat\s+(?:us|them|him|her)\s+(?:on|to)\s+(?:price|quality|cost|the\s+(?:contract|tender|bid|post))|(?:psychologically\s+)?safe\s+space|job\s+(?:at|under)\s+risk|(?:staff|jobs?|posts?)\s+(?:\w+\s+){0,2}?at\s+risk\s+of\s+redundancy)(?!\w)",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\bno\s+(?:\w+\s+){0,3}?|\bnot\s+(?:aware|heard|seen|had|been\s+any|a\s+single)\b[^,;.]{0,30}?|\bnever\s+(?:been\s+|had\s+|heard\s+|seen\s+|once\s+|a\s+)?(?:\w+\s+){0,2}?|\bnobody\s+(?:was|were|got|has\s+been|had\s+been|is)\s+(?:ever\s+)?|\bwithout\s+(?:any\s+)?(?:\w+\s+)?|"
    r"\bwas\s?n[’']?t\s+(?:any\s+)?|\bwere\s?n[’']?t\s+(?:any\s+)?|\bnone\s+of\s+(?:\w+\s+){1,3}?(?:was|were|had\s+been)\s+)$",
    re.IGNORECASE,
)
# In these the "no" is part of what is disclosed: nobody reported it, she does not want to live.
_NO_NEGATION = (
    "not",
    "n't",
    "n’t",
    "nobody",
    "no one",
    "never",
    "didn",
    "don",
    "hadn",
    "hasn",
    "doesn",
    "told",
    "without",
)
OTHER_WORDS = "told in other words"
HARM_FROM = (
    0.7  # by the likelihood of models/remarks: see benchmarks/README.md for what that finds and what it costs
)


@dataclass(frozen=True)
class Harm:
    """text[start_char:end_char]: one sentence that may disclose harm. kind: the first that fits, or OTHER_WORDS."""

    start_char: int
    end_char: int
    kind: str


def find_harm(text: str, parts: Sequence[Part]) -> list[Harm]:
    """The sentences of an (anonymised) text that may disclose harm, in order. Questions and headings are not searched."""
    kinds = ((start, end, kind_of(text[start:end])) for start, end in told_sentences(text, parts))
    return [Harm(start, end, kind) for start, end, kind in kinds if kind]


def kind_of(sentence: str) -> str:
    """What harm the sentence may disclose: its kind by plain words, else OTHER_WORDS; "" where nothing looks like it."""
    if kind := in_plain_words(sentence):
        return kind
    (remark,) = read_remarks([sentence])
    return OTHER_WORDS if remark.harm >= HARM_FROM else ""


def in_plain_words(sentence: str) -> str:
    """The kind of harm that the words for it name; "" where none stands in the sentence."""
    # Same length, so that what stands before a find is still what stood there.
    plain = _INNOCENT.sub(lambda m: "·" * len(m[0]), sentence)
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(plain):
            own_no = match[0].casefold().startswith(_NO_NEGATION) or " not to " in match[0].casefold()
            if own_no or not _NEGATED.search(plain[: match.start()]):
                return kind
    return ""
