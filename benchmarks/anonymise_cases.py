"""Invented cases of this project's own, in the scorer's format: identifiers and look-alikes, one string a person, and names.

Written by the author of the patterns they measure: they catch what breaks, and flatter what holds. Names are refilled from
six communities into sentences of notes, in four typings; no name here is anybody's in particular.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualitative.model import RosterEntry

Job = tuple[Mapping[str, str], dict[str, Any], tuple[RosterEntry, ...]]

COMMUNITIES = {
    "english": (
        ["Beverley", "Joan", "Graham", "Tracey", "Colin", "Harriet"],
        ["Aske", "Pinder", "Thwaite", "Gosling", "Hartley", "Wragg"],
    ),
    "south_asian": (
        ["Ranjit", "Priya", "Imran", "Shabnam", "Harpreet", "Nasreen"],
        ["Sohal", "Mahmood", "Chowdhury", "Raman", "Dhaliwal", "Akhtar"],
    ),
    "african_caribbean": (
        ["Kwame", "Olufemi", "Chidi", "Delroy", "Nkechi", "Abdi"],
        ["Asante", "Okafor", "Nwosu", "Baptiste", "Adeyemi", "Warsame"],
    ),
    "east_european": (
        ["Zofia", "Ionut", "Agnieszka", "Hristo", "Wojciech", "Dorota"],
        ["Zielinski", "Wisniewska", "Kovacs", "Velkov", "Popescu", "Nowak"],
    ),
    "celtic": (
        ["Siobhan", "Iorwerth", "Alasdair", "Aoife", "Myfanwy", "Callum"],
        ["Kearney", "Pritchard", "McLurg", "Brannigan", "Kettleby", "Muirie"],
    ),
    "middle_eastern": (
        ["Fatemeh", "Yusuf", "Samira", "Farhad", "Leila", "Nadir"],
        ["Karimi", "Demirel", "Haddad", "Rahmani", "Tehrani", "Osman"],
    ),
}
SENTENCES = (
    "{full} said the rota was never shared with anybody.",
    "Spoke to {first} about the handover and she was not happy.",
    "{first} and {full2} chaired the last two meetings.",
    "The tenant, {full}, had four workers and no visit.",
    "According to Mr {last} nobody read the minutes.",
    "It was {first}'s idea, and {last} signed it off.",
)
HARD = (
    "actions: {first}/{full2} - chase lease; ex-{last} tenants (3) tbc",
    "{last} family, 3 kids, via {first2} (outreach) + {full}",
    "apols {full}, {first2}; {first} late",
)
TYPINGS = ("cased", "lower", "caps", "sloppy")

CASES = (
    ("pls ring on {07700 900 128} or email {bev.aske@calder.example.org}", "PHONE"),
    ("mob is {oh double seven double oh nine hundred four four one}", "PHONE"),
    ("tel {01632-960-112} ext {2214}", "PHONE"),
    ("mail {ranjit dot sohal at calder dot org dot uk} pls", "EMAIL"),
    ("nino {QQ123456C} and nhs no {999 417 0236}", "NINO"),
    ("he stays at {9b tanner street} for now, {zz99 4hb}", "ADDRESS"),
    ("{Flat 4, Weir Court}, top floor", "ADDRESS"),
    ("reg {QQ17 KPO}, a white transit", "VEHICLE"),
    ("account {12345678}, sort code {00-00-00}", "BANK"),
    ("her passport no. is {123456789}", "PASSPORT"),
    ("date of birth: {3rd of March 1984}", "DOB"),
    ("dob {03/03/84}, mum born {12 June 1951}", "DOB"),
    ("a {58 year old} finance officer", "AGE"),
    ("tenant aged {43}, lives alone", "AGE"),
    ("case number {HX/2021/00382}", "CASE_REF"),
    ("crime ref {19/12345/22} logged", "CASE_REF"),
    ("his insta: {kofi_ab92}", "HANDLE"),
    ("dm {@zofia_w} about it", "HANDLE"),
    ("map at {www.tarnside-hub.example.org/find-us}", "URL"),
    ("logged in from {10.20.30.40}", "IP"),
    ("registered with {Larch Lane Surgery}", "ORG"),
    ("kids go to {St Brannock's Primary School}", "ORG"),
    ("a bed at {Tarnside Hostel}", "ORG"),
    ("she volunteers for {Marigold Welcome CIC}", "ORG"),
)  # fmt: skip
TRAPS = (
    "{Will} there be a {Part 9} in the {4+2} contract?",
    "{May} is too late and {£11.2m} is not enough.",
    "The {A4} and the {M62} were shut for {12 weeks}.",
    "{Housing First} came out of {Section 106} money.",
    "Under {contract number 4857773} the fee was {£4,800 a month}.",
    "{18-25 year olds} and the {over 55s} waited longest.",
    "A {grace} period, to {mark} the end, would be {frank}.",
    "The {five-year-old contract} had {22 lots}.",
    "See {clause 14.2} and {paragraph 1.2.3.4}.",
    "The {NHS} and the {council} paid {50:50} from {2019/20}.",
    "{Hope} is not a plan, and {faith} is no budget.",
    "The {hostel}, the {surgery} and the {school} all came.",
)


def _marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    plain, spans, at = "", [], 0
    for match in re.finditer(r"\{([^}]*)\}", text):
        plain += text[at : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        at = match.end()
    return plain + text[at:], spans


def identifier_jobs(_: Path | None = None) -> list[Job]:
    texts: dict[str, str] = {}
    files: dict[str, Any] = {}
    for number, (marked, kind) in enumerate(CASES):
        name = f"p{number}.txt"
        texts[name], spans = _marked(marked)
        files[name] = {"gold": [{"start": a, "end": b, "type": kind} for a, b in spans]}
    for number, marked in enumerate(TRAPS):
        name = f"n{number}.txt"
        texts[name], spans = _marked(marked)
        traps = [{"start": a, "end": b, "kind": "own"} for a, b in spans]
        files[name] = {"gold": [], "negative": True, "trap": traps}
    # Each case is a file of its own tool run: look-alikes must not borrow names from their neighbours.
    return [({n: texts[n]}, {"part": "identifiers", "files": {n: files[n]}}, ()) for n in texts]


def _typed(text: str, typing: str) -> str:
    if typing == "lower":
        return text.lower()
    if typing == "caps":
        return text.upper()
    return text.lower().replace(",", "").replace(".", "") if typing == "sloppy" else text


def name_jobs(seed: int = 7) -> list[Job]:
    draw = random.Random(seed)
    jobs: list[Job] = []
    for community, (first_names, last_names) in COMMUNITIES.items():
        for typing in TYPINGS:
            for number, sentence in enumerate((*SENTENCES, *HARD)):
                first, first2 = draw.sample(first_names, 2)
                last, last2 = draw.sample(last_names, 2)
                filled = sentence.format(
                    full=f"{{{first} {last}}}", first=f"{{{first}}}", last=f"{{{last}}}", full2=f"{{{first2} {last2}}}", first2=f"{{{first2}}}"
                )  # fmt: skip
                text, spans = _marked(_typed(filled, typing))
                name = f"{community}-{typing}-{number}.txt"
                gold = [{"start": a, "end": b, "type": "PERSON", "form": "any"} for a, b in spans]
                meta = {
                    "gold": gold,
                    "casing": typing,
                    "community": community,
                    "hard": number >= len(SENTENCES),
                }
                jobs.append(({name: text}, {"part": "names", "files": {name: meta}}, ()))
    return jobs


def consistency_jobs(golden: Path) -> list[Job]:
    """Sets under `golden`/consistency/*.json: {"texts": {name: text}, "gold": …, "roster": [name, …]}; none is fine."""
    jobs: list[Job] = []
    for path in sorted((golden / "consistency").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        jobs.append(
            (data["texts"], data["gold"], tuple(RosterEntry(name) for name in data.get("roster", ())))
        )
    return jobs
