"""Names by what stands around them: a label, words that announce a name, the first lines of a text."""

from __future__ import annotations

import re

from app.privacy.name_runs import is_institution, joins
from app.privacy.name_words import Token, closes, ends_clause, near, opens, starts_line

_LABEL = re.compile(
    r"(?<!\w)(?:ф\. ?и\. ?о\.?|фио|фамилия|имя|отчество|имя,? (?:и )?(?:отчество|фамилия)|(?:full |first |"
    r"last |middle |sur)?name)"
    r"(?:,? (?:имя|отчество)){0,2}\s{0,2}[:=\-]?[ \t]{0,3}\n?(?P<name>[^\W\d_][\w'’\-. ]{1,60})",
    re.IGNORECASE,
)
_LABEL_WORDS = frozenset(
    [
        "имя",
        "фамилия",
        "отчество",
        "фио",
        "name",
        "surname",
        "first",
        "last",
        "телефон",
        "email",
        "phone",
        "дата",
        "пол",
    ]
)
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:(?P<sure>меня зовут|зовут|я[ ]?-|my name is|mr\.?|mrs\.?|ms\.?|miss|dr\.?|prof\.?|sir|"
    r"madam|г-н\w{0,2}|"
    r"г-ж\w|господин\w{0,2}|госпож\w|contact(?: person)?:|контактное лицо:|рекомендател\w{1,2}:|"
    r"с уважением,?|"
    r"(?:kind |best )?regards,?|sincerely,?|yours,?|ип|автор:|author:|by:)|"
    r"(?P<soft>(?:директор|министр|начальник|руководител|доктор|врач|профессор|тренер|инспектор|"
    r"следовател|депутат|"
    r"наставник|муж|жена|жену|дочь|сын|брат|сестр|коллег|секретар|судь|мастер|бригадир|менеджер|"
    r"куратор)\w{0,4}(?: был\w?)?|"
    r"supervisor:?|reported (?:directly )?to|supervised by|mentored by|managed by|led by|interviewed|"
    r"worked with|references?:))"
    r"[\s\-–—]{1,3}",
    re.IGNORECASE,
)
_HEADER_LINES = 3


def labelled(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    found = []
    starts = {token.start: at for at, token in enumerate(tokens)}
    for label in _LABEL.finditer(text):
        at = starts.get(label.start("name"))
        if at is None:
            continue
        last = at
        while last < len(tokens) and last - at < 4 and tokens[last].end <= label.end("name"):
            token = tokens[last]
            separated = ":" in text[label.start() : label.start("name")]
            lower = not token.capital and not separated
            if lower or token.text.lower() in _LABEL_WORDS or (token.word.blocked and not token.word.surname):
                break
            if last > at and not near(text, tokens[last - 1], token):
                break
            last += 1
        if last > at:
            found.append((at, last - 1))
    return found


def announced(text: str, tokens: list[Token], blocked: set[int]) -> list[tuple[int, int]]:
    found = []
    starts = {token.start: at for at, token in enumerate(tokens)}
    for cue in _ANNOUNCED.finditer(text):
        at = starts.get(cue.end())
        if at is None or at in blocked or not tokens[at].capital:
            continue
        word = tokens[at].word
        sure = cue.group("sure") is not None
        if cue.group().startswith("MS"):
            continue  # Microsoft
        if word.blocked or (word.common and not word.surname and not (sure and word.given)):
            continue
        if not (word.given or word.surname == 2 or (sure and (word.unknown or word.surname))):
            continue
        if not sure and tokens[at].latin and not word.given:
            continue
        last = at
        while last + 1 < len(tokens) and last - at < 3 and joins(text, tokens, blocked, last, last + 1):
            last += 1
        if not is_institution(text, tokens, (at, last)):
            found.append((at, last))
    return found


def headers(text: str, tokens: list[Token], blocked: set[int]) -> list[tuple[int, int]]:
    """Two to four unknown words that begin a text, and pairs of a surname with an unknown word."""
    found: list[tuple[int, int]] = []
    limit = len(text)
    for lines, newline in enumerate(re.finditer(r"\n", text), 1):
        if lines == _HEADER_LINES:
            limit = newline.start()
            break
    for at in range(len(tokens) - 1):
        token, after = tokens[at], tokens[at + 1]
        if not (token.capital and after.capital) or not near(text, token, after):
            continue
        last = at + 1
        while (
            last + 1 < len(tokens)
            and last - at < 4
            and tokens[last + 1].capital
            and near(text, tokens[last], tokens[last + 1])
        ):
            last += 1
        run = tokens[at : last + 1]
        if any(
            "\n" in text[a.end : b.start] or "," in text[a.end : b.start]
            for a, b in zip(run, run[1:], strict=False)
        ):
            continue
        free = all(
            at + index not in blocked
            and not one.word.blocked
            and not one.word.common
            and len(one.text) > 1
            and not (len(one.text) < 5 and one.text.isupper() and not run[0].text.isupper())
            for index, one in enumerate(run)
        )
        if not free or not opens(text, token) or not closes(text, run[-1]):
            continue
        surname = any(one.word.surname == 2 for one in run)
        header = token.start < limit and len(run) <= 4 and starts_line(text, token)
        if (header and ends_clause(text, run[-1])) or (surname and not token.latin):
            found.append((at, last))
    return found
