"""Invented cases by a second hand, who had read no pattern of `qualitative.anonymise` for contacts, numbers, dates or premises.

The danger: who wrote a pattern writes cases it holds. So these were written from the list of what must be found alone, and were
first measured as they stood; a case may be mended where it is wrong, never because it is missed. Telephone numbers come
from the ranges kept for drama, NHS numbers from the test range, the rest from ranges nobody is given. People and firms are invented.
"""

from __future__ import annotations

import re
from typing import Any

from qualitative.model import RosterEntry

IDENTIFIERS = """
best number is {07700900417|PHONE}, not the office one
call her back - {+44 7700 900 562|PHONE} (after 4)
home {0191 498 0173|PHONE}, work {020 7946 0821|PHONE}
ring o seven seven hundred, {07700-900-639|PHONE}!!
left a voicemail on {(01632) 960 447|PHONE} x2
his new mobile is {077009 00218|PHONE} apparently
fax still {0044 1632 960983|PHONE}
send it to {gwen.thorburn@ladle.example.com|EMAIL} by fri
{g_thorburn (at) ladle (dot) example (dot) com|EMAIL} is the one she reads
fwd: {"Thorburn, Gwen" <gt@ladle.example.org>|EMAIL}
cc {info+oran@pellet-trust.example.org|EMAIL}
email was {fenwick AT pellettrust DOT example DOT org|EMAIL}
national insurance {QQ 65 43 21 B|NINO}, form went in twice
ni number {qq654321c|NINO} missing from the claim
NHS number: {999 123 4578|NHS}
her nhs no is {9997654323|NHS}, on the letter
chi {310284 4138|NHS} from the glasgow team
moved to {ZZ9 9ZZ|POSTCODE} last spring
drops off round {zz99 3vz|POSTCODE} most nights
found sleeping behind {114 Garrison Parade|ADDRESS}
address given as {Apartment 12, Corn Exchange House, Dyer Lane|ADDRESS}
he's at {27a Little Malt St|ADDRESS} til june
lives over {the chip shop, 6 Harbour Row|ADDRESS}
{Room 9, 3 Convent Road|ADDRESS} is his placement
letter came back from {PO Box 4471|ADDRESS}
van was {QX19 ZZT|VEHICLE}, parked across the drive
silver astra, reg {qx19zzt|VEHICLE}
plate {Q718 XQX|VEHICLE} seen twice
driving licence {PINDE803144J99XY|DRIVING_LICENCE} handed in
passport {987654321|PASSPORT} expired so no right to rent
paid into {sort code 99-99-99|BANK} {a/c 00012345|BANK}
refund to account {00098765|BANK} pls
iban {GB33 BUKB 2020 1555 5555 55|BANK}
card ending, long number {4000 0000 0000 0002|BANK}
born {7.9.68|DOB}, looks older
d.o.b. {the 7th of Sept '68|DOB}
DOB {1968-09-07|DOB} on the referral
her birthday is {september 7 1968|DOB} so she qualifies
{61-year-old|AGE} chair of the board
our youngest peer mentor is {19|AGE}
the commissioner (she's {57|AGE}) retires soon
mum, {34|AGE}, two kids in care
ref no {HOM-2021-00417|CASE_REF}
see case {LCC/4471/B|CASE_REF}
incident number {INC0049213|CASE_REF} closed
police log {214 of 3 June|CASE_REF}
tribunal claim {2405417/2019|CASE_REF}
home office ref {Z9876543|CASE_REF}
tweeted it as {@gwenthorb68|HANDLE}
facebook: {oran.fenwick.9|HANDLE}
on insta she is {thorburn__g|HANDLE}
see {https://ladle.example.org/team/gwen-thorburn|URL}
it's on {ladle.example.com/blog/oran|URL}
ip was {192.0.2.17|IP}
logged from {2001:db8::8a2e:370:7334|IP}
registered at {Pellet Green Medical Centre|ORG}
gp is {the Saltmarsh Practice|ORG}
{Dr Fenwick's surgery|ORG} would not take him
kids at {Ottery Beck Academy|ORG}
excluded from {St Hilda of Pell's RC High|ORG}
a bed at {Garrison House night shelter|ORG}
back in {the Malthouse hostel|ORG} again
{Ladle Community Kitchen|ORG} feed about forty
{Oran's Bike Shed|ORG} took two apprentices
worked for {Pell & Daughters Ltd|ORG} then laid off
{the Thursday Women's Group|ORG} wrote the letter
refuge run by {Ashlar Women|ORG}
"""
LOOK_ALIKES = """
{£7,700,900} over three years
{07} different reports, {020} pages each
the {2019-2024} contract, extended to {2026}
{4 of 3} meetings, yes really, badly minuted
Schedule {7.9.68} of the agreement
{Part 2B} of the {Care Act 2014}
the {B6055} and the {A1} shut all week
{50} beds, {12} move-on flats, {3} voids
invoice total {12,345.67} plus VAT
{KPI 4471} was never counted
about {1 in 20} came back
{Lot 2}, {Lot 3b} and the {2+1+1} term
at {9.30} or {10-ish} on {Monday}
band {6} posts at {37.5 hours}
version {10.2.1} of the spreadsheet
{under 25s} and {people over 60}
a {10-year-old} building
a {three year old} partnership
{Rich} in goodwill, poor in cash
we {may} have to {grant} an extension
{Bill} of quantities, then the {bill} came
the {rose} tinted version
{Jack} of all trades
{Joy} was not the word I would use
everyone and his {uncle bob}
between a {rock} and a {hard place}
{Basil} in the kitchen garden
give them {hope} and then take it away
{Universal Credit}, {PIP} and the {bedroom tax}
{Housing Benefit} paid late
{Supporting People} ended, then {Everyone In}
the {Home Office} and the {Ministry of Justice}
under the {Localism Act}
{Brexit} and {covid} both hit
in {England} and {Wales} the rule differs
the {court} asked the {judge}
{Zoom} and {Teams} wore people out
saved on {Excel} and lost
{Trip Advisor} reviews of hostels, someone joked
a {Christmas} party and {Ramadan} hours
the {hospital} discharged him at night
{social workers} and the {housing officer} met
the {board} agreed with the {chair}
{Head of Service} posts were cut, all nine
{Big Society} talk
a {Rolls Royce} service on a {Mini} budget
like {Groundhog Day}
{Robin} Hood stuff, taking from the big lot
"""

CONSISTENCY: dict[str, dict[str, Any]] = {
    "pell": {
        "roster": ["Gwen Thorburn", "Oran Fenwick", "Tunde Bakare", "Tunde Alli", "Halina Sobczak"],
        "texts": {
            "mon.txt": "Attending: {Gwen Thorburn|gwen|name}, {Oran Fenwick|oran|name}, {Tunde Bakare|bakare|name}, {Tunde Alli|alli|name}.\n"
            "{Gwen|gwen|name} opened. {GT|gwen|initials} asked for the figures and {Oran|oran|name} had none.\n"
            "{Tunde|bakare/alli|ambiguous} said he would send them. {Mr Alli|alli|name} left at ten.\n"
            "We drove through {Fenwick|fenwick-place|place} village on the way back.\n",
            "tue.txt": "{halina sobczak|halina|name} rang. {Halina|halina|name} says {gwen thorbun|gwen|typo} never replied.\n"
            "cc {o.fenwick@pell.example.org|oran|contact}; {tunde bakare|bakare|name} to chase {Ms Sobczak|halina|name}\n",
            "wed.txt": "{FENWICK|oran|name} LATE AGAIN. {Bakare|bakare|name}'s lot did the count. {hallina sobczak|halina|typo} + {Oran F|oran|name} - rota\n",
        },
    },
    "ladle": {
        "roster": [],
        "texts": {
            "1.txt": "Interview with {Margaret Ilves|margaret|name}, known as {Maggie|margaret|nickname}.\n{Maggie|margaret|nickname} ran the kitchen with "
            "{Desmond Pryor|desmond|name} until {Des|desmond|nickname} left. {MI|margaret|initials}: we never had a lease.\n"
            "She met {Dr Pryor|pryor2|name}, no relation to {Desmond|desmond|name}, at the clinic.\n",
            "2.txt": "{margaret ilves|margaret|name} again. {mrs ilves|margaret|name} said {desmond|desmond|name} was owed two months. {Ifeoma|ifeoma|name} agreed.\n"
            "{ifeoma|ifeoma|name} and {Ngozi Eze|ngozi|name} brought the receipts; {Ngozi|ngozi|name} counted.\n",
            "3.txt": "{M. Ilves|margaret|name} to write to {D Pryor|desmond/pryor2|ambiguous}. {Eze|ngozi|name} to check. {ngozie|ngozi|typo} off next week\n",
        },
    },
}  # fmt: skip


def pieces(marked: str) -> tuple[str, list[tuple[int, int, list[str]]]]:
    """Text without marks, and [(start, end, the fields after the first bar)]."""
    plain, spans, at = "", [], 0
    for match in re.finditer(r"\{([^}]*)\}", marked):
        plain += marked[at : match.start()]
        words, *fields = match[1].split("|")
        spans.append((len(plain), len(plain) + len(words), fields))
        plain += words
        at = match.end()
    return plain + marked[at:], spans


def gold_of(start: int, end: int, fields: list[str]) -> dict[str, Any]:
    """A mention marked {surface|entity|kind}, in the scorer's format; several entities, parted by /, where it may be either."""
    entity, kind = fields
    row: dict[str, Any] = {
        "start": start,
        "end": end,
        "type": "PLACE" if kind == "place" else "PERSON",
        "kind": kind,
    }
    return row | ({"candidates": entity.split("/")} if kind == "ambiguous" else {"entity": entity})


def identifier_jobs() -> list[Any]:
    """Each line a tool run of its own, in the scorer's format."""
    jobs: list[Any] = []
    for number, line in enumerate(IDENTIFIERS.strip().splitlines()):
        text, spans = pieces(line)
        name = f"p{number}.txt"
        meta = {"gold": [{"start": a, "end": b, "type": kind} for a, b, [kind] in spans]}
        jobs.append(({name: text}, {"part": "identifiers", "files": {name: meta}}, ()))
    for number, line in enumerate(LOOK_ALIKES.strip().splitlines()):
        text, spans = pieces(line)
        name = f"n{number}.txt"
        traps = [{"start": a, "end": b, "kind": "second hand"} for a, b, _ in spans]
        meta = {"gold": [], "negative": True, "trap": traps}
        jobs.append(({name: text}, {"part": "identifiers", "files": {name: meta}}, ()))
    return jobs


def consistency_jobs() -> list[Any]:
    """Two cases of three files: one with a roster that lists two people of one forename, one without any."""
    jobs: list[Any] = []
    for name, case in CONSISTENCY.items():
        texts, files = {}, {}
        for file, marked in case["texts"].items():
            texts[file], spans = pieces(marked)
            files[file] = {"gold": [gold_of(*span) for span in spans], "stay": []}
        roster = tuple(RosterEntry(person) for person in case["roster"])
        jobs.append((texts, {"part": "consistency", "set": name, "files": files}, roster))
    return jobs
