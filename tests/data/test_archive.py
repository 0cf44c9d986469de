from __future__ import annotations

from pathlib import Path

import pytest

from data.archive import MAX_BYTES, Archive
from data.errors import InvalidInput, NotFound


def test_gives_back_what_was_put_and_keeps_it_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.put("зарплата".encode() * 1000)
    assert archive.put("зарплата".encode() * 1000) == name
    assert archive.get(name) == "зарплата".encode() * 1000
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [f"{name}.zst"]
    assert files[0].stat().st_size < 1000


def test_a_damaged_file_is_not_given_out(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name, other = archive.put(b"one"), archive.put(b"two")
    (path,) = tmp_path.rglob(f"{name}.zst")
    (path_of_other,) = tmp_path.rglob(f"{other}.zst")
    path.write_bytes(path_of_other.read_bytes())
    with pytest.raises(NotFound):
        archive.get(name)
    path.write_bytes(b"\x00garbage")
    with pytest.raises(NotFound):
        archive.get(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 64, "A" * 64])
def test_unknown_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        Archive(tmp_path).get(name)


def test_a_giant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        Archive(tmp_path).put(bytes(MAX_BYTES + 1))
    assert not any(tmp_path.iterdir())
