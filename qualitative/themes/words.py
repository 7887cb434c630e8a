"""Words that carry no theme: function words, the fillers of speech, and what every interview is full of."""

from __future__ import annotations

_FUNCTION = """
a about above across after again against ago all almost along already also although always am among an and another any
anybody anyone anything anyway are aren't around as at away back be became because become been before being below
between both but by came can can't cannot could couldn't did didn't do does doesn't doing don't done down during each
either else enough especially even ever every everybody everyone everything few for from further gave get gets getting
give given gives giving go goes going gone got gotten had hadn't has hasn't have haven't having he he'd he'll her here
hers herself him himself his how however i i'd i'll i'm i've if in into is isn't it it'd it'll it's its itself just keep
keeps kept last least less let let's like likely made make makes making many may maybe me might mine more most mostly
much must my myself near need needed needs neither never next no nobody none nor not nothing now of off often on once
one ones only onto or other others otherwise ought our ours ourselves out over own part per perhaps please put quite
rather really said same saw say saying says see seem seemed seems seen several shall she she'd she'll should shouldn't
since so some somebody someone something sometimes somewhat soon still such take taken takes taking than that that's
the their theirs them themselves then there there's therefore these they they'd they'll they're they've this those
though through thus till to together too took toward towards tried try trying two under unless until up upon us use
used uses using usually very via want wanted wants was wasn't way ways we we'd we'll we're we've well went were weren't
what whatever what's when whenever where whereas whether which while who who's whoever whole whom whose why will with
within without won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves three four five
six seven eight nine ten eleven twelve dozen hundred thousand million half third first second january february march
april june july august september october november december monday tuesday wednesday thursday friday saturday sunday
morning afternoon evening night summer spring autumn winter planned actual
"""
_SPEECH = """
ah actually absolutely basically bit certainly clearly definitely er erm exactly honest honestly hmm kind kinda know
literally lot lots mean means meant obviously okay oh ok perfectly probably quote right simply sort sorta stuff suppose
sure thank thanks thing things think thinking thought totally truly uh um whatsoever yeah yep yes feel feels feeling
felt guess hear heard look looked looking looks talk talked talking tell telling told point points example instance
"""
_INTERVIEW = """
ask asked asking asks knew known mind minded woman women man men lady everybody'd nobody'd who've working works
interviewer interviewee participant respondent facilitator moderator speaker note notes comment comments question
questions answer person people unclear inaudible
"""
_EMPTY = """
able bad better best big come comes coming day days different difficult easy feel good great happen happened happening
happens hard help helped helpful helps important large long lots new nice number old place real real small start started
time times today year years month months week weeks
"""

_SPOKEN_TO = """
sorry aye ay blimey bloody bugger cheers crikey dear eh fella fellas folk gosh hello hey hi hiya lad lads lass lol lovely
love mate mates mind nah nope ooh oops ouch pardon ta wow ha haha hooray bye goodbye welcome wish wishes regards
"""
_SAYING = """
answered call called calling calls claim claimed complain complained describe described explain explained laugh laughed
laughing laughs mention mentioned phoned quoted rang read reads rang recall recalled remember remembered remembers reply replied
ring ringing rings rung shout shouted sigh sighed smile smiled speak speaking speaks spoke spoken state stated stress
stressed suggest suggested wonder wondered write writes writing written wrote add added adds admit admitted agree agreed
agrees argue argued believe believed believes confirm confirmed decide decided decides note noted noticed notice praise
praised repeat repeated
"""
_DOING = """
arrive arrived arrives ask begin began begun bring brings brought built buy choose chose chosen close closed
count counted cut drop dropped eat ended ends fall fell find finds finding found hold holds held joined know
leave leaves leaving live lived lives lose lost meet met moved moving open opened paid pass passed picked pull pulled
push pushed run running runs ran sat send sends sent set sets sit sits sitting spend spent stand stands stood stay
stayed stays stop stopped stops wait waited walk walked walks watch watched win won lots everybody gets thrown throw
hated hate hates liked likes loved loves tired proud chosen bothered managed meant wished fully nearly
"""
_FAMILY = """
mum mums mother mothers dad dads father fathers brother brothers sister sisters son sons daughter daughters wife husband
partner's aunt auntie uncle cousin nan nana gran granny grandad grandmother grandfather grandson granddaughter boyfriend
girlfriend baby boy boys girl girls kid kids bloke blokes chap guy guys mrs miss
"""
_UNITS = """
wks wk yrs yr hrs hr mins min minute minutes hour hours quid pounds euros percent per cent cents pence number numbers
thirty forty fifty sixty seventy eighty ninety thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
zero double fourth fifth sixth seventh eighth ninth tenth tomorrow yesterday tonight autumn o'clock nobody'd
page pages paragraph etc inc incl approx shd wd cd govt afterwards beforehand straight opposite whatnot
"""

STOP_WORDS: frozenset[str] = frozenset(
    (
        *_FUNCTION.split(),
        *_SPEECH.split(),
        *_INTERVIEW.split(),
        *_EMPTY.split(),
        *_SPOKEN_TO.split(),
        *_SAYING.split(),
        *_DOING.split(),
        *_FAMILY.split(),
        *_UNITS.split(),
    )
)

_CUT_OFF = """
allow allows allowed based become cause causes caused due ensure ensures ensured false gets include includes
including lead leads led lack lacks left lets makes provide provides provided require requires required result
results seemed true turn turns turned unable worse
"""
# A phrase that ends on one of these is cut off: "shared decision making" is fine, "providers able" is not.
WEAK_AT_THE_END: frozenset[str] = frozenset(_CUT_OFF.split())
