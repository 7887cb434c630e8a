"""Bytes → text, in the encoding the note-taker's machine used.

The danger: a wrong guess turns Łukasz into £ukasz, and a name that is not spelt as on the roster is not masked.
The rule: what is certain first (byte-order mark, valid UTF-8, UTF-16 by its zeros); then the single-byte
encodings of this country's offices, judged by whether their letters stand where letters stand and their
signs where signs stand; charset-normalizer only where none of those reads well. Newlines are never touched.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# In order of how likely they are; the first wins a tie. cp1250: Polish and Czech Windows. iso8859-14: Welsh.
_HOUSE_ENCODINGS = ("cp1252", "cp1250", "iso8859-14", "mac-roman")

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_QUOTES_AND_DASHES = frozenset("‘’“”‚„–—…•·«»")
_MONEY = frozenset("£€")
_AFTER_A_NUMBER = frozenset("°½¼¾²³ºª%‰")


class NotText(ValueError):
    """These bytes are no text in any encoding."""


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding). A byte-order mark is not part of the text; newlines stay as they are.

    UTF-8 comes back exactly as bytes.decode("utf-8-sig") gives it. Raises NotText for binary bytes.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    if b"\x00" in data:
        return _without_mark(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _single_byte(data)
    return _text_or_refuse(text), "utf-8"


def _without_mark(data: bytes) -> tuple[str, str]:
    """UTF-16 without its mark: in Western text every other byte is zero."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 == 0 and max(even, odd) > 0.4 * len(data) / 2 and min(even, odd) < 0.05 * len(data) / 2:
        try:
            return _text_or_refuse(data.decode(encoding)), encoding
        except UnicodeDecodeError:
            pass
    raise NotText("zero bytes")


def _text_or_refuse(text: str) -> str:
    if len(_CONTROLS.findall(text)) > 0.02 * len(text):
        raise NotText("control characters")
    return text


def _single_byte(data: bytes) -> tuple[str, str]:
    readings: list[tuple[float, int, str, str]] = []
    for rank, encoding in enumerate(_HOUSE_ENCODINGS):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((_oddness(text), rank, text, encoding))
    if readings:
        oddness, _, text, encoding = min(readings)
        if oddness <= 0.25:
            return _text_or_refuse(text), encoding
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is not None and best.encoding not in ("ascii", "utf_8") and _oddness(str(best)) < 0.5:
        return _text_or_refuse(str(best)), best.encoding.replace("_", "-")
    if readings:
        return _text_or_refuse(text), encoding
    # Every byte is some latin-1 character: control characters then tell text from binary.
    return _text_or_refuse(data.decode("latin-1")), "latin-1"


def _out_of_place(char: str, before: str, after: str) -> bool:
    """One byte is ŵ or ŷ to a Welsh machine, ð, þ, đ or ţ to others: those two are vowels, these are consonants."""
    behind_vowel = before.casefold() in "aeiouyáéíóúæöâêîô"
    if char in "ŵŷŴŶ":
        return behind_vowel or not before.isalpha()
    if char in "œŒ":
        return after.casefold() not in "ui"  # cœur, œil; but ś in Wiśniewska
    if char in "øæ":
        return behind_vowel  # ř in Jiří, ć in Hodžić
    if char in "đţ":
        return before.isalpha() and not behind_vowel and after.casefold() not in "aeiouăâîćčž"
    return char in "ðþ" and before.isalpha() and not behind_vowel and before != "r"


def _oddness(text: str) -> float:
    """Share (0–1) of the characters outside ASCII that stand where such a character does not stand in a text."""
    odd = total = 0
    padded = f" {text} "
    for i, char in enumerate(padded):
        if char < "\x80":
            continue
        total += 1
        before, after = padded[i - 1], padded[i + 1]
        if char.isalpha():
            # A capital inside a small-lettered word, or a lone letter among signs, is a misreading.
            inside_small = before.islower() and char.isupper()
            before_digit = after.isdigit() or before.isdigit()
            alone = not before.isalpha() and not after.isalpha()
            odd += (
                inside_small
                or _out_of_place(char, before, after)
                or before_digit
                or (alone and char.lower() not in "àáéèêíìóòôúùŵŷ")
            )
        elif char in _MONEY:
            odd += after.isalpha() or before.isalpha()  # "£ukasz"; but "£11m", "£ 5", "in £."
        elif char in _QUOTES_AND_DASHES or char in "\xa0\x85":
            odd += (char in "„‚" and after.isspace()) or (
                char in "‘“" and before.isalpha() and after.isspace()
            )
        elif char in _AFTER_A_NUMBER:
            odd += not before.isdigit() and char not in "½¼¾"
        else:
            odd += char not in "©®™×§¶†" or (before.isalpha() and after.isalpha())
    return odd / total if total else 0.0
