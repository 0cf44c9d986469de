from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import DatabaseUnavailable, IndexUnavailable
from data.lexical import LexicalDocument, LexicalIndex, Words

COOK = LexicalDocument(1, title=["повар"], body=["готов", "суп"], skills=["хассп"], roles=["r94"])
DRIVER = LexicalDocument(2, title=["водител"], body=["вод", "автомобил"], roles=["r21"])
CHEF = LexicalDocument(3, title=["шеф", "повар"], body=["готов", "меню"], roles=["r94"])


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex(tmp_path / "lexical")
    made.write([COOK, DRIVER, CHEF], cursor=3)
    return made


def test_fields_are_scored_apart_as_shares_of_the_ideal(index: LexicalIndex) -> None:
    found = index.search("title", [Words({"повар": 1.0})], 10)
    assert set(found) == {1, 3}
    assert 0 < found[3] < found[1] <= 1, "a title with more words says it less purely"
    assert index.search("skills", [Words({"хассп": 1.0})], 10).keys() == {1}
    assert index.search("body", [Words({"повар": 1.0})], 10) == {}


def test_the_best_alternative_counts_with_its_worth(index: LexicalIndex) -> None:
    full = index.search("title", [Words({"водител": 1.0})], 10)[2]
    mixed = index.search("title", [Words({"повар": 1.0}), Words({"водител": 1.0}, worth=0.5)], 10)
    assert mixed[2] == pytest.approx(full / 2, rel=1e-4)
    assert mixed[1] > mixed[2]


def test_a_shared_role_counts_in_full(index: LexicalIndex) -> None:
    assert index.search("roles", [Words({"r94": 1.0}), Words({"r21": 1.0}, 0.6)], 10) == pytest.approx(
        {1: 1.0, 3: 1.0, 2: 0.6}
    )


def test_scores_of_chosen_ids_only(index: LexicalIndex) -> None:
    everywhere = index.search("title", [Words({"повар": 1.0})], 10)
    assert index.search("title", [Words({"повар": 1.0})], 10, among=[2, 3]) == {3: everywhere[3]}


def test_unknown_words_find_nothing_and_lower_the_share(index: LexicalIndex) -> None:
    assert index.search("title", [Words({"астронавт": 1.0})], 10) == {}
    alone = index.search("title", [Words({"повар": 1.0})], 10)[1]
    assert index.search("title", [Words({"повар": 1.0, "астронавт": 1.0})], 10)[1] < alone


def test_writing_again_replaces_and_deleting_removes(index: LexicalIndex) -> None:
    index.write([LexicalDocument(1, title=["официант"])], [2], cursor=7)
    assert index.search("title", [Words({"официант": 1.0})], 10).keys() == {1}
    assert index.search("title", [Words({"водител": 1.0})], 10) == {}
    assert index.count() == 2
    assert index.cursor() == 7


def test_readers_of_other_processes_see_a_commit(index: LexicalIndex) -> None:
    reader = LexicalIndex(index.folder)
    assert reader.count() == 3
    code = (
        "import sys; from pathlib import Path; from data.lexical import *;"
        "LexicalIndex(Path(sys.argv[1])).write([LexicalDocument(9, title=['сварщик'])], cursor=9)"
    )
    subprocess.run([sys.executable, "-c", code, str(index.folder)], check=True, cwd=Path(__file__).parents[2])
    assert reader.search("title", [Words({"сварщик": 1.0})], 10).keys() == {9}
    assert reader.cursor() == 9


def test_replace_all_shows_the_old_content_until_it_is_done(index: LexicalIndex) -> None:
    seen = []

    def batches():
        yield [LexicalDocument(50, title=["юрист"])], 20
        seen.append(LexicalIndex(index.folder).count())
        yield [LexicalDocument(51, title=["юрист"])], 21

    assert index.replace_all(batches()) == 2
    assert seen == [3]
    assert index.search("title", [Words({"юрист": 1.0})], 10).keys() == {50, 51}
    assert index.cursor() == 21


@pytest.mark.parametrize("damage", ["missing", "garbage", "version"])
def test_a_damaged_folder_is_built_anew(index: LexicalIndex, damage: str) -> None:
    if damage == "missing":
        shutil.rmtree(index.folder)
    elif damage == "garbage":
        (index.folder / "meta.json").write_text("{")
    else:
        (index.folder / "version.json").write_text(json.dumps(-1))
        (index.folder / "cursor.json").write_text(json.dumps({"version": -1, "cursor": 3}))
    fresh = LexicalIndex(index.folder)
    assert fresh.cursor() == 0
    fresh.write([COOK], cursor=1)
    assert fresh.count() == 1
    assert fresh.cursor() == 1


def test_an_index_of_another_version_is_not_asked_but_built_anew(index: LexicalIndex) -> None:
    (index.folder / "version.json").write_text(json.dumps(1))
    (index.folder / "cursor.json").write_text(json.dumps({"version": 1, "cursor": 3}))
    later = LexicalIndex(index.folder)
    assert later.cursor() == 0
    with pytest.raises(IndexUnavailable, match="another version"):
        later.search("title", [Words({"повар": 1.0})], 10)
    later.write([LexicalDocument(1, title=["повар"], concepts=["cook"])], cursor=4)
    assert later.search("concepts", [Words({"cook": 1.0})], 10).keys() == {1}
    assert later.cursor() == 4


def test_an_index_nobody_built_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        LexicalIndex(tmp_path / "nothing").search("title", [Words({"повар": 1.0})], 5)
    assert LexicalIndex(tmp_path / "nothing").cursor() == 0


def test_one_follower_at_a_time(index: LexicalIndex) -> None:
    with (
        index.exclusive(),
        pytest.raises(IndexUnavailable, match="Another process"),
        LexicalIndex(index.folder).exclusive(timeout=0.2),
    ):
        pytest.fail("two writers at once")


def test_a_rebuild_that_fails_keeps_the_old_content_and_the_lock_free(index: LexicalIndex) -> None:
    def lost() -> Iterator[tuple[list[LexicalDocument], int]]:
        yield [DRIVER], 9
        raise DatabaseUnavailable("The database does not answer.")

    with pytest.raises(DatabaseUnavailable) as kept:  # the error keeps its frames alive, as Prefect does
        index.replace_all(lost())
    assert (index.count(), index.cursor()) == (3, 3)
    index.write([], [DRIVER.id], cursor=4)
    assert (index.count(), index.cursor()) == (2, 4)
    assert kept.value.code == "database_unavailable"
