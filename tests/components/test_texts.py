"""Every text on screen is translated: nothing shown outside `_()`, nothing without a Russian form."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from components import i18n
from components.errors import _sentences

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "components").glob("*.py"))]
FILES.append(ROOT / "app" / "main.py")
#: Keyword arguments that never reach the reader's eyes.
SILENT = {
    "key", "icon", "type", "mime", "file_name", "color", "bind", "on_click", "label_visibility", "width",
    "height", "gap", "state", "selection_mode", "on_select", "url_path", "position", "layout", "page_icon",
    "vertical_alignment", "horizontal_alignment", "default", "delta_color", "scope", "page_title", "ttl",
    "config", "format", "timezone", "filter_mode", "language", "on_change",
}  # fmt: skip
LETTERS = re.compile(r"[^\W\d_]{2,}")
CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
NOT_SHOWN = {
    "set_page_config",
    "page_link",
    "switch_page",
    "Page",
    "cache_data",
    "html",
    "rerun",
    "container",
}


def texts(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """(msgid, plural msgid) of every translated text."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            given = [one.value for one in node.args if isinstance(one, ast.Constant)]
            assert given, f"line {node.lineno}: a text must be a literal, or no catalogue can hold it"
            assert isinstance(given[0], str)
            yield given[0], str(given[1]) if node.func.id == "ngettext" else None


MSGIDS = sorted({text for path in FILES for text in texts(ast.parse(path.read_text(encoding="utf-8")))},
                key=str)  # fmt: skip


def shown_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals with letters that go to a `st.` call without passing `_`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        if not (isinstance(owner, ast.Name) and owner.id in ("st", "status")) or node.func.attr in NOT_SHOWN:
            continue
        given = [*node.args, *(one.value for one in node.keywords if one.arg not in SILENT)]
        for argument in given:
            if isinstance(argument, (ast.Constant, ast.JoinedStr)):
                yield from _literals(argument)


def html_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Words between the tags of f-strings that build HTML."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            told = "".join(str(one.value) if isinstance(one, ast.Constant) else "0" for one in node.values)
            if "<" in told and (words := LETTERS.search(re.sub(r"<[^>]*>?|^[^<]*>|&\w+;", " ", told))):
                yield node.lineno, words.group()


def _literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = re.sub(r":material/\w+:|\.\./pages/\w+\.py", "", node.value)
        if LETTERS.search(text):
            yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _literals(part) if isinstance(part, ast.Constant) else ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_is_shown_outside_the_catalogue(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert list(shown_literals(tree)) == []
    assert list(html_literals(tree)) == []
    literals = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    docstrings = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
    }
    assert not [
        one.value for one in literals if CYRILLIC.search(str(one.value)) and one.value not in docstrings
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_pages_only_choose_get_and_show(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


def test_every_text_has_a_russian_form() -> None:
    catalogue = i18n.messages("ru").forms
    assert [one for one, _many in MSGIDS if one not in catalogue] == []
    assert [one for one, many in MSGIDS if many and len(catalogue[one]) != 3] == []


def test_translations_keep_their_placeholders() -> None:
    names = re.compile(r"\{(\w+)\}")
    for one, _many in MSGIDS:
        for form in i18n.messages("ru").forms[one]:
            assert set(names.findall(form)) == set(names.findall(one)), one


def test_the_catalogue_holds_nothing_that_is_not_used() -> None:
    assert set(i18n.messages("ru").forms) - {one for one, _many in MSGIDS} == set()


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "1 вакансия"), (2, "2 вакансии"), (5, "5 вакансий"), (11, "11 вакансий"), (21, "21 вакансия"),
     (112, "112 вакансий"), (3512, "3512 вакансий")],
)  # fmt: skip
def test_russian_plurals(number: int, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "ru")
    form = i18n.ngettext(
        "{count} vacancy in the index so far", "{count} vacancies in the index so far", number
    )
    assert form.format(count=number) == f"В индексе пока {told}"


def test_every_error_code_a_person_can_meet_has_a_sentence() -> None:
    """Codes are taken from the error tree and from where documents are refused."""
    from app.resumes import reading
    from data import errors

    codes = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")}
    codes |= {code for code in _codes(Path(reading.__file__)) if code.startswith("document_")}
    assert codes - set(_sentences()) == set()


def _codes(path: Path) -> set[str]:
    literals = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    return {one.value for one in literals if isinstance(one.value, str) and one.value.isidentifier()}
