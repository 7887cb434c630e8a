"""What the learned parts look at: the words round a cue and round each place where an end might stop.

The danger: a model that has learnt the topics of its training texts. So it sees function words, punctuation, word
endings and distances, and no content word: what it knows about one genre carries over to another. The same
functions serve training and use; changing one means training again.
"""

from __future__ import annotations

from collections.abc import Sequence

from qualitative.causes.clauses import Token, looks_finite, opens_clause, words

MAX_TOKENS = 70  # an end lies within so many tokens of its cue

_FUNCTION = words("""a about after again against ago all almost also although always am an and another any anything are
    around as at away back be because been before being below between both but by can cannot could day did
    do does done down during each either enough even ever every everything few for from further get getting
    give go going gone got had has have having he help her here him his how however i if in instead into is
    it its just keep know last least less let like likely made make makes making many may me might more most
    much must my need needed needs never next no nor not nothing now of off often on once one only or order
    other our out over own part people put quite rather really right said same say see seem should since so
    some something soon still such take than that the their them then there therefore these they thing
    things think this those though through thus time to together too toward try trying under unless until up
    us used using very want wanted was way we well were what whatever when where whether which while who
    whole whom whose why will with within without would yet you your able allow allows ensure believe thank
    effort it's that's there's we're they're i'm you're don't didn't doesn't isn't wasn't weren't can't
    couldn't won't wouldn't i'd i've we've they've he's she's what's let's hope hoping glad sorry important
    necessary possible critical """)


def kind(token: Token | None) -> str:
    """A token as the model sees it: the word itself for function words and marks, else its ending."""
    if token is None:
        return "<>"
    word = token.word
    if word in _FUNCTION or not token.is_word:
        return word
    if word[0] == "[":
        return "#mask"
    if any(c.isdigit() for c in word):
        return "#number"
    for ending in ("ing", "ed", "ly", "tion", "ment", "ness", "ity", "s", "n't"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return "#" + ending
    return "#word"


def boundary_features(given: Sequence[Token], side: str, shape: str, name: str) -> list[list[str]]:
    """Features of every place where an end could stop.

    side "left": `given` ends at the cue, place i (0 … n-1) = the end starts with given[i]. side "right": it starts
    after the cue, place i (0 … n-1) = the end stops with given[i]. Returns one list of feature names a place.
    """
    n = len(given)
    kinds = [kind(t) for t in given]
    out: list[list[str]] = []
    order = range(n - 1, -1, -1) if side == "left" else range(n)
    n_commas = n_verbs = n_words = n_clauses = 0
    rows: dict[int, list[str]] = {}
    for i in order:
        token = given[i]
        if side == "left":
            before, first, second = (
                (kinds[i - 1] if i else "<edge>"),
                kinds[i],
                kinds[i + 1] if i + 1 < n else "<cue>",
            )
        else:
            before, first, second = (
                kinds[i],
                (kinds[i + 1] if i + 1 < n else "<edge>"),
                kinds[i + 2] if i + 2 < n else "<edge>",
            )
        n_words += token.is_word
        n_verbs += looks_finite(token)
        at = f"{side}|"
        length = (
            "0"
            if n_words == 0
            else "1"
            if n_words == 1
            else "2-3"
            if n_words < 4
            else "4-7"
            if n_words < 8
            else ("8-14" if n_words < 15 else "15-24" if n_words < 25 else "25+")
        )
        verbs = str(min(n_verbs, 3))
        f = [
            f"{at}b={before}",
            f"{at}f={first}",
            f"{at}b={before}|f={first}",
            f"{at}f={first}|s={second}",
            f"{at}len={length}",
            f"{at}{shape}|len={length}",
            f"{at}v={verbs}",
            f"{at}{shape}|v={verbs}",
            f"{at}c={min(n_commas, 3)}",
            f"{at}cl={min(n_clauses, 3)}|v={verbs}",
            f"{at}{shape}|b={before}",
            f"{at}{shape}|f={first}",
            f"{at}{name}|len={length}",
            f"{at}{name}|b={before}",
            f"{at}{name}|f={first}|v={verbs}",
        ]
        if (side == "left" and i == 0) or (side == "right" and i == n - 1):
            f += [
                f"{at}edge",
                f"{at}edge|{shape}",
                f"{at}edge|{name}",
                f"{at}edge|c={min(n_commas, 3)}|cl={min(n_clauses, 2)}",
            ]
        opens = opens_clause(given, i if side == "left" else i + 1)
        joined = before if side == "left" else first
        f += [
            f"{at}op={opens}",
            f"{at}op={opens}|b={before}",
            f"{at}op={opens}|f={first}",
            f"{at}op={opens}|{shape}|v={verbs}",
            f"{at}op={opens}|c={min(n_commas, 3)}|v={verbs}|j={joined}",
        ]
        rows[i] = f
        if token.word == ",":
            n_commas += 1
        if token.word in {",", "and", "but", ";", ":", "-", "—", "that", "which"}:
            n_clauses += 1
    out = [rows[i] for i in range(n)]
    return out


def cue_features(
    left: Sequence[Token], right: Sequence[Token], cue_words: str, name: str, shape: str
) -> list[str]:
    """Features of a cue in its sentence: left and right are the sentence's tokens on either side of it."""
    before = [kind(t) for t in left[-3:]]
    after = [kind(t) for t in right[:3]]
    b1, b2 = (["<edge>", *before][-1]), (["<edge>", "<edge>", *before][-2])
    a1, a2 = ([*after, "<edge>"][0]), ([*after, "<edge>", "<edge>"][1])
    verbs_left, verbs_right = min(2, sum(map(looks_finite, left))), min(2, sum(map(looks_finite, right)))
    n_left, n_right = min(4, len(left) // 5), min(4, len(right) // 5)
    return [
        "bias",
        f"n={name}",
        f"w={cue_words}",
        f"sh={shape}",
        f"b1={b1}",
        f"a1={a1}",
        f"b2={b2}|b1={b1}",
        f"a1={a1}|a2={a2}",
        f"{name}|b1={b1}",
        f"{name}|a1={a1}",
        f"{name}|b2={b2}|b1={b1}",
        f"{name}|a1={a1}|a2={a2}",
        f"{name}|b1={b1}|a1={a1}",
        f"{name}|vl={verbs_left}",
        f"{name}|vr={verbs_right}",
        f"vl={verbs_left}|vr={verbs_right}",
        f"{name}|nl={n_left}",
        f"{name}|nr={n_right}",
        f"{shape}|nl={n_left}",
        f"{name}|comma={any(t.word == ',' for t in right[:12])}",
        f"{name}|prevcomma={b1 == ','}",
    ]
