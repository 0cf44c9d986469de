"""What a manifest stands for is opened once, until the manifest is another."""

from __future__ import annotations

import pytest

from data.manifest import Latest, read_manifest, write_manifest


def test_what_is_written_is_read_and_nothing_else(tmp_path):
    file = tmp_path / "manifest.json"
    assert read_manifest(file, 1) is None
    write_manifest(file, 1, {"rows": 2})
    assert read_manifest(file, 1) == {"rows": 2}
    assert read_manifest(file, 2) is None
    for broken in ("", "[]", "7", "{}", '{"version": 1'):
        file.write_text(broken)
        assert read_manifest(file, 1) is None, broken


def test_it_is_opened_again_only_when_it_was_replaced(tmp_path):
    file, opened = tmp_path / "manifest.json", []

    def open_it():
        opened.append(read_manifest(file, 1))
        if opened[-1] == {"rows": -1}:
            raise ValueError("damaged")
        return None if opened[-1] == {"rows": 0} else object()

    latest = Latest(file, open_it)
    assert latest.now() is None
    assert opened == []
    write_manifest(file, 1, {"rows": 1})
    first = latest.now()
    assert first is not None
    assert latest.now() is first
    write_manifest(file, 1, {"rows": 1})
    assert latest.now() is not first, "the same again is a new state: files beside it may have changed"
    known = [latest.now()]
    for _ in range(
        50
    ):  # a file system's clock does not tell them apart, nor do inodes that are given out again
        write_manifest(file, 1, {"rows": 1})
        write_manifest(file, 1, {"rows": 1})
        assert latest.now() not in known
        known.append(latest.now())
    opened.clear()
    write_manifest(file, 1, {"rows": -1})
    for _ in range(2):
        with pytest.raises(ValueError, match="damaged"):
            latest.now()
    write_manifest(file, 1, {"rows": 0})
    assert (latest.now(), latest.now()) == (None, None)
    assert len(opened) == 3
    file.unlink()
    assert latest.now() is None
