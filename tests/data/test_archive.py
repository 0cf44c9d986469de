from __future__ import annotations

import os
from pathlib import Path

import pytest

from data.archive import MAX_BYTES, Archive
from data.errors import ArchiveUnavailable, InvalidInput, NotFound


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


def test_a_name_without_bytes_is_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    (path,) = tmp_path.rglob(f"{archive.put(b'one')}.zst")
    path.write_bytes(b"")
    assert archive.get(archive.put(b"one")) == b"one"


def test_what_cannot_be_written_is_told_in_a_sentence() -> None:
    with pytest.raises(ArchiveUnavailable, match="cannot be used"):
        Archive(Path("/proc/podbor")).put(b"one")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_has_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_a_full_disk(**options: object) -> tuple[int, str]:
        scratch = tmp_path / "scratch"
        scratch.symlink_to("/dev/full")
        return os.open(scratch, os.O_WRONLY), str(scratch)

    monkeypatch.setattr("tempfile.mkstemp", on_a_full_disk)
    with pytest.raises(ArchiveUnavailable) as caught:
        Archive(tmp_path).put(b"one")
    assert caught.value.code == "disk_full"
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.put(b"one")
    for _twice in range(2):
        archive.forget(name)
    archive.forget("../../etc/passwd")
    with pytest.raises(NotFound):
        archive.get(name)
