"""Reading downloaded skill files: invented ones in the shapes of ESCO and O*NET, whole and broken."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.taxonomy import imported_files
from app.taxonomy.imported_files import read
from data.errors import InvalidInput
from tests.app.taxonomy.making import ESCO, ONET, esco_file, onet_file


def test_names_and_other_labels_of_esco(tmp_path: Path) -> None:
    found = read("esco", esco_file(tmp_path))
    assert dict(found.terms) == {
        "herd fogs": ("herding of fogs", "fog herding"),
        "Quuxlang (computer programming)": ("Quuxlang 5", "QXL", "Frobby"),
    }
    assert (found.language, found.file_name, found.aliases) == ("en", "skills_en.csv", 5)


def test_examples_of_onet_once_each_with_their_quotes(tmp_path: Path) -> None:
    found = read("onet", onet_file(tmp_path))
    assert [name for name, _ in found.terms] == ['Blorb 19" Rack', "Zorptech Suite"]
    assert "CC BY 4.0" in found.kind.licence


def test_a_folder_or_a_packed_file_is_the_same(tmp_path: Path) -> None:
    plain = read("esco", esco_file(tmp_path))
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "skills_en.csv.gz").write_bytes(gzip.compress(ESCO.encode("utf-8-sig")))
    (packed / "occupations_en.csv").write_text("something else")
    assert read("esco", packed).digest == plain.digest


def test_the_language_is_in_the_name_of_the_file(tmp_path: Path) -> None:
    assert read("esco", esco_file(tmp_path, name="skills_pl.csv")).language == "pl"


def test_odd_labels_are_tidied_or_left_out(tmp_path: Path) -> None:
    rows = (
        f'u,"knit  \u200bfog\x00",,,released\nu,{"x" * 101},,,released\nu,{"y" * 9999},,,released\nu,12,,,\n'
    )
    head = "conceptUri,preferredLabel,altLabels,hiddenLabels,status\n"
    found = read("esco", esco_file(tmp_path, head + rows))
    assert found.terms == (("knit fog", ()),)


def test_other_labels_are_bounded(tmp_path: Path) -> None:
    labels = "\n".join(f"spelling {number}" for number in range(500))
    text = f'conceptUri,preferredLabel,altLabels\nu,knit fog,"{labels}"\n'
    assert read("esco", esco_file(tmp_path, text)).aliases == imported_files.MAX_ALIASES


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column 'conceptUri'"),
        (b"name,level\nPython,3\n", "no column 'conceptUri'"),
        (ONET.encode(), "no column 'conceptUri'"),
        (b"conceptUri,preferredLabel,altLabels\n", "holds no skills"),
        (b"conceptUri,preferredLabel,altLabels\nu,knit fog\n", "cut short or damaged at line 2"),
        (b'conceptUri,preferredLabel,altLabels\nu,"' + b"x" * 200_000, "damaged at line"),
        (ESCO.encode("utf-16"), "not text in UTF-8"),
        ("conceptUri,preferredLabel,altLabels\nu,вязать,\n".encode("cp1251"), "not text in UTF-8"),
        (gzip.compress(ESCO.encode(), mtime=0)[:-30], "cut short or damaged"),
        (b"\x1f\x8b" + b"nothing packed", "cut short or damaged"),
    ],
)
def test_broken_files_are_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "skills_en.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=says):
        read("esco", file)


def test_a_small_file_that_unpacks_to_a_huge_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported_files, "MAX_BYTES", 1_000_000)
    file = tmp_path / "skills_en.csv"
    file.write_bytes(gzip.compress(ESCO.encode() + b" " * 3_000_000))
    assert file.stat().st_size < 10_000
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        read("esco", file)


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported_files, "MAX_ROWS", 1)
    with pytest.raises(InvalidInput, match="more than 1 rows"):
        read("esco", esco_file(tmp_path))


def test_places_that_are_no_skill_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no file and no folder"):
        read("esco", tmp_path / "absent.csv")
    with pytest.raises(InvalidInput, match=r"no technology_skills\.txt"):
        read("onet", tmp_path)
    with pytest.raises(InvalidInput, match="cannot be imported; these can: esco, onet"):
        read("lightcast", tmp_path)
    (tmp_path / "db.zip").write_bytes(b"PK")
    with pytest.raises(InvalidInput, match="unpack it"):
        read("onet", tmp_path / "db.zip")
    for language in ("en", "pl"):
        esco_file(tmp_path, name=f"skills_{language}.csv")
    with pytest.raises(InvalidInput, match="several skill files"):
        read("esco", tmp_path)
