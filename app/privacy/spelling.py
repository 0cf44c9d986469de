"""Cyrillic names in Latin letters and back: the usual ways, several for one name."""

from __future__ import annotations

import re

_GROUPS = (
    "shch=щ zh=ж kh=х ts=ц tch=ч ch=ч sh=ш yu=ю iu=ю ju=ю ya=я ia=я ja=я yo=ё io=ё jo=ё ye=е je=е "
    "iy=ий ii=ий yi=ий ey=ей ay=ай oy=ой uy=уй ph=ф x=кс"
)
_PAIRS = [(latin, cyrillic) for latin, _, cyrillic in (pair.partition("=") for pair in _GROUPS.split())]
_SINGLES = dict(zip("abvgdezijklmnoprstufhcywq", "абвгдезийклмнопрстуфхкывк", strict=True))
#: `letter=ways it is written`; nothing after a comma is the letter left out
_WAYS = (
    "а=a б=b в=v,w г=g,h д=d е=e,ye,ie ё=e,yo,io ж=zh,j з=z и=i,y й=y,i,j, к=k,c л=l м=m н=n о=o п=p р=r с=s "
    "т=t у=u ф=f,ph х=kh,h,x ц=ts,c,tc ч=ch ш=sh щ=shch,sch ъ=,ie ы=y,i ь=,' э=e ю=yu,iu,ju я=ya,ia,ja,iya"
)
_LATIN = {letter: tuple(ways.split(",")) for letter, _, ways in (way.partition("=") for way in _WAYS.split())}


def cyrillic(word: str) -> set[str]:
    """How a lower-case Latin word may be written in Cyrillic."""
    plain = word.replace("'", "")
    for latin, letter in _PAIRS:
        plain = plain.replace(latin, letter)
    first = "".join(_SINGLES.get(letter, letter) for letter in plain)
    variants = {first, re.sub("ы$", "ий", first), re.sub("й$", "ий", first), re.sub("^е", "э", first)}
    variants |= {re.sub("ыи?й$", "ый", first), re.sub("ий$", "ей", first), first.replace("ийа", "ия")}
    variants.add(re.sub("(?<=[лнрт])(?=[яюе])", "ь", first))
    return {variant for variant in variants if re.fullmatch("[а-яё]+", variant)}


def latin(word: str, limit: int = 60) -> set[str]:
    """The Latin spellings of a Cyrillic word, lower case, the `limit` shortest at most."""
    found = {""}
    for letter in word.lower():
        found = {head + tail for head in found for tail in _LATIN.get(letter, (letter,))}
        if len(found) > limit:
            found = set(sorted(found, key=lambda one: (len(one), one))[:limit])
    return found
