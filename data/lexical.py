"""Words of vacancies in a tantivy folder: a projection of Postgres that can be wiped and rebuilt.

Fields are scored apart by BM25 (k1 1.2, b 0.75): title, skills (one token a skill), body, `grams` (character
n-grams of the title: Slavic morphology, compound words), `concepts` (what the title means, the same in every
language) and roles (directory ids). Texts arrive as lists of
tokens: stemming is the caller's, the same for documents and for queries. The cursor lies beside the index and
is written after the commit, so that a kill between the two only repeats work.
"""

from __future__ import annotations

import fcntl
import json
import logging
import math
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import tantivy
from numpy.typing import NDArray

from data.errors import IndexUnavailable

TextField = Literal["title", "skills", "body", "grams", "concepts", "roles"]
FIELDS: tuple[TextField, ...] = ("title", "skills", "body", "grams", "concepts", "roles")
#: Raise it when the schema or the tokenisation changes: the folder is then rebuilt by itself.
VERSION = 2
#: Longer queries cost time and say nothing new.
MAX_TERMS = 96

#: Entries of the index that one question reads at most: about 20 ns each.
POSTINGS = 400_000
_NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.float64))
_K1 = 1.2  # tantivy's constant
_HEAP = 64_000_000  # bytes; one indexing thread
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """One way to ask a field: term -> how often it is meant, and what an ideal answer to it is worth."""

    terms: Mapping[str, float]
    worth: float = 1.0


@dataclass(frozen=True)
class LexicalDocument:
    """Tokens of one vacancy."""

    id: int
    title: Sequence[str] = ()
    skills: Sequence[str] = ()
    body: Sequence[str] = ()
    grams: Sequence[str] = ()
    concepts: Sequence[str] = ()
    roles: Sequence[str] = ()


def _idf(documents: int, with_term: int) -> float:
    """The formula of Lucene and tantivy; `with_term` may count deleted documents too."""
    with_term = min(with_term, documents)
    return math.log(1 + (documents - with_term + 0.5) / (with_term + 0.5))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Asking:
    """Questions to one state of the index; what a question is made of is built once."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._built: dict[TextField, tuple[Sequence[Words], tantivy.Query | None]] = {}

    def best(
        self, name: TextField, queries: Sequence[Words], k: int, *, among: Sequence[int] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Ids and scores as `LexicalIndex.search` describes them, best first."""
        if k <= 0 or (among is not None and not len(among)):
            return _NOTHING
        try:
            query = self._query(name, queries)
            if query is None:
                return _NOTHING
            if among is not None:
                inside = tantivy.Query.term_set_query(self._schema, "id", list(among))
                only = tantivy.Query.const_score_query(inside, 0.0)
                query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)])
            hits = self._searcher.search(query, limit=k, count=False).hits
            ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be read.") from error
        scores = np.array([score for score, _ in hits], dtype=np.float64)
        return np.array(ids, dtype=np.int64), np.minimum(scores, 1.0)

    def _query(self, name: TextField, queries: Sequence[Words]) -> tantivy.Query | None:
        built = self._built.get(name)
        if built is None or built[0] is not queries:
            built = self._built[name] = (queries, self._best_of(name, queries))
        return built[1]

    def _best_of(self, name: TextField, queries: Sequence[Words]) -> tantivy.Query | None:
        parts = []
        chosen = [sorted(one.terms.items(), key=lambda pair: -pair[1])[:MAX_TERMS] for one in queries]
        frequent = _frequencies(self._searcher, name, chosen) if name != "roles" else {}
        most = _most_frequent(frequent)
        for wanted, terms in zip(queries, chosen, strict=True):
            if name == "roles":
                parts += [
                    tantivy.Query.const_score_query(self._term(name, term), wanted.worth) for term, _ in terms
                ]
                continue
            known = [(term, weight, frequent[term]) for term, weight in terms if weight > 0]
            ideal = (_K1 + 1) * sum(
                weight * _idf(self._searcher.num_docs, found) for _, weight, found in known
            )
            present = [
                (term, wanted.worth * weight / ideal) for term, weight, found in known if 0 < found <= most
            ]
            if present:
                parts.append(
                    tantivy.Query.boolean_query(
                        [
                            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(name, term), boost))
                            for term, boost in present
                        ]
                    )
                )
        if len(parts) > 1:
            return tantivy.Query.disjunction_max_query(parts)
        return parts[0] if parts else None

    def _term(self, name: TextField, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, name, term, "freq")


def _frequencies(
    searcher: tantivy.Searcher, name: TextField, chosen: Sequence[Sequence[tuple[str, float]]]
) -> dict[str, int]:
    """Term -> in how many documents it stands."""
    return {term: searcher.doc_freq(name, term) for terms in chosen for term, weight in terms if weight > 0}


def _most_frequent(frequent: Mapping[str, int]) -> float:
    """Terms that stand in more documents than this are passed over: a question reads `POSTINGS` entries of
    the index at most. The commonest say least, and in a small index none is passed over."""
    read = 0
    for number, found in enumerate(sorted(frequent.values())):
        read += found
        if read > POSTINGS and number:
            return found - 1
    return math.inf


class LexicalIndex:
    """One folder. Reading needs no lock; writing takes the folder's lock, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._schema = _schema()
        self._index: tantivy.Index | None = None
        self._opened: tuple[int, int] | None = None

    # reading

    def search(
        self,
        name: TextField,
        queries: Sequence[Words],
        k: int,
        *,
        among: Sequence[int] | None = None,
    ) -> dict[int, float]:
        """The `k` best vacancies of one field: id -> the best over `queries` of its share of the ideal.

        BM25 is divided by what a document could reach at most ((k1 + 1) * sum of weight * idf) and lies in
        0..1, so that scores of different queries compare; of roles any shared one counts in full.
        `among` scores only those ids. A document without any of the terms is not in the answer: it has
        no lexical score, which is not a score of zero among others.
        """
        ids, scores = self.ask().best(name, queries, k, among=among)
        return dict(zip(ids.tolist(), scores.tolist(), strict=True))

    def ask(self) -> Asking:
        """Several questions to one state of the index; raises IndexUnavailable."""
        try:
            return Asking(self._schema, self._reader().searcher())
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be read.") from error

    def count(self) -> int:
        try:
            return int(self._reader().searcher().num_docs)
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be read.") from error

    def cursor(self) -> int:
        """The last followed revision; 0 when the folder is missing, damaged or of another version."""
        try:
            found = json.loads(self._cursor_file.read_text())
            if found["version"] == VERSION and self._sound():
                return int(found["cursor"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return 0

    def complete(self) -> bool:
        return self.cursor() > 0

    # writing

    @contextmanager
    def exclusive(self, *, timeout: float = 600) -> Iterator[None]:
        """One follower at a time on this machine; the lock goes with the process that holds it."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.folder.with_name(self.folder.name + ".lock").open("w") as handle:
            deadline = time.monotonic() + timeout
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() > deadline:
                        raise IndexUnavailable("Another process is writing the indexes.") from error
                    time.sleep(0.1)
            yield

    def write(
        self,
        documents: Sequence[LexicalDocument],
        deleted: Sequence[int] = (),
        *,
        cursor: int,
    ) -> None:
        """Replace `documents`, remove `deleted`, commit, then remember `cursor`."""
        writer = self._writer()
        for i in (*deleted, *(document.id for document in documents)):
            writer.delete_documents_by_term("id", i)
        self._add(writer, documents)
        self._finish(writer, cursor)

    def replace_all(self, batches: Iterator[tuple[Sequence[LexicalDocument], int]]) -> int:
        """Write everything anew; readers see the old content until the one commit. Returns the count."""
        writer = self._writer()
        count, cursor, written = 0, 0, False
        try:
            writer.delete_all_documents()
            for documents, revision in batches:
                self._add(writer, documents)
                count += len(documents)
                cursor = max(cursor, revision)
            written = True
        finally:
            if not written:  # the batches failed: keep the old content and give the writer lock back
                writer.rollback()
                writer.wait_merging_threads()
        self._finish(writer, cursor)
        return count

    def _add(self, writer: tantivy.IndexWriter, documents: Sequence[LexicalDocument]) -> None:
        for document in documents:
            row = tantivy.Document()
            row.add_integer("id", document.id)
            for name in FIELDS:
                row.add_text(name, " ".join(getattr(document, name)))
            writer.add_document(row)

    def _finish(self, writer: tantivy.IndexWriter, cursor: int) -> None:
        try:
            writer.commit()
            writer.wait_merging_threads()  # also gives the writer lock back
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be written.") from error
        if self._index is not None:
            self._index.reload()
        scratch = self._cursor_file.with_suffix(".new")
        scratch.write_text(json.dumps({"version": VERSION, "cursor": cursor}))
        scratch.replace(self._cursor_file)

    def _writer(self) -> tantivy.IndexWriter:
        if self.cursor() == 0 and not self._sound():
            self._reset()
        try:
            return self._reader(create=True).writer(_HEAP, 1)
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be written.") from error

    def _reset(self) -> None:
        """A damaged or outdated folder is thrown away: Postgres has everything."""
        if self.folder.exists():
            _log.warning("rebuilding the lexical index in %s", self.folder)
            shutil.rmtree(self.folder)
        self._index = None

    def _sound(self) -> bool:
        """Whether the folder holds an index of this version that opens."""
        try:
            version = json.loads(self._version_file.read_text())
            return bool(version == VERSION and tantivy.Index.exists(str(self.folder)) and self._reader())
        except (OSError, ValueError, IndexUnavailable):
            return False

    def _reader(self, *, create: bool = False) -> tantivy.Index:
        """The open index; opened again when the folder was replaced since."""
        try:
            stamp = self._stamp()
            if self._index is not None and stamp == self._opened:
                return self._index
            if stamp is None:
                if not create:
                    raise IndexUnavailable("The lexical index is not built yet.")
                self.folder.mkdir(parents=True, exist_ok=True)
                self._index = tantivy.Index(self._schema, str(self.folder))
                self._version_file.write_text(json.dumps(VERSION))
            elif json.loads(self._version_file.read_text()) != VERSION:
                # its fields are others than ours: rather no answer than a wrong one
                raise IndexUnavailable("The lexical index is of another version and waits to be rebuilt.")
            else:
                self._index = tantivy.Index.open(str(self.folder))
            self._index.config_reader("commit")
            self._index.reload()
            self._opened = self._stamp()
        except (ValueError, OSError) as error:
            self._index = None
            raise IndexUnavailable("The lexical index cannot be read.") from error
        return self._index

    def _stamp(self) -> tuple[int, int] | None:
        """Changes with every commit of any process: a reader that sees it move opens the index again."""
        try:
            status = (self.folder / "meta.json").stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    @property
    def _cursor_file(self) -> Path:
        return self.folder / "cursor.json"

    @property
    def _version_file(self) -> Path:
        return self.folder / "version.json"
