"""Words of vacancies in a tantivy folder: a projection of Postgres that can be wiped and rebuilt.

Fields are scored apart by BM25 (k1 1.2, b 0.75): title, skills (one token a skill), body, `grams` (character
n-grams of the title: Slavic morphology, compound words), `concepts` (what the title means, the same in every
language) and roles (directory ids). Texts arrive as lists of tokens: stemming is the caller's, the same for
documents and for queries. Inside the folder lies the forward store of the same words, which tells the scores
of given vacancies; it is written before the commit, and the cursor after it, so that a kill between only
repeats work.
"""

from __future__ import annotations

import fcntl
import json
import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import tantivy

from data.asking import Asking
from data.errors import IndexUnavailable
from data.forward import ForwardStore
from data.tokens import FIELDS, LexicalDocument, TextField, Words

__all__ = ["FIELDS", "LexicalDocument", "LexicalIndex", "TextField", "Words"]

#: Raise it when the schema or the tokenisation changes: the folder is then rebuilt by itself.
VERSION = 4
_HEAP = 64_000_000  # bytes; one indexing thread
_log = logging.getLogger(__name__)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndex:
    """One folder. Reading needs no lock; writing takes the folder's lock, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._schema = _schema()
        self._index: tantivy.Index | None = None
        self._opened: tuple[int, int] | None = None
        self._forward = ForwardStore(folder / "forward")
        self._asking: tuple[object, Asking] | None = None

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
        ids, scores = self.ask().prepare({name: queries}).best(name, k, among)
        return dict(zip(ids.tolist(), scores.tolist(), strict=True))

    def ask(self) -> Asking:
        """Questions to the index as it is now: the same object until it changes; raises IndexUnavailable."""
        try:
            index, forward = self._reader(), self._forward.snapshot()
            state = (self._opened, forward)
            if self._asking is None or self._asking[0] != state:
                self._asking = (state, Asking(self._schema, index.searcher(), forward))
            return self._asking[1]
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be read.") from error

    def count(self) -> int:
        try:
            return int(self._reader().searcher().num_docs)
        except (ValueError, OSError) as error:
            raise IndexUnavailable("The lexical index cannot be read.") from error

    def cursor(self) -> int:
        """The last followed revision; 0 when the folder or the forward store in it is missing, damaged or of
        another version. Without the forward store the index still answers, more slowly."""
        try:
            found = json.loads(self._cursor_file.read_text())
            if found["version"] == VERSION and self._sound():
                return min(int(found["cursor"]), self._forward.cursor())
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
        with self._writing() as writer:
            for i in (*deleted, *(document.id for document in documents)):
                writer.delete_documents_by_term("id", i)
            self._add(writer, documents)
            self._forward.put(documents, deleted, cursor=cursor)
        self._remember(cursor)

    def replace_all(self, batches: Iterator[tuple[Sequence[LexicalDocument], int]]) -> int:
        """Write everything anew; readers see the old content until the one commit. Returns the count."""
        count, cursor = 0, 0
        with self._writing() as writer:
            forward = self._forward.begin()
            writer.delete_all_documents()
            for documents, revision in batches:
                self._add(writer, documents)
                forward = self._forward.append(forward, documents)
                count += len(documents)
                cursor = max(cursor, revision)
            self._forward.publish(replace(forward, cursor=cursor))
        self._remember(cursor)
        return count

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Commits in the end; what fails before keeps the old content and gives the writer lock back."""
        writer, written = self._writer(), False
        try:
            yield writer
            written = True
            _commit(writer)
        except OSError as error:
            raise IndexUnavailable("The lexical index cannot be written.") from error
        finally:
            if not written:
                writer.rollback()
            writer.wait_merging_threads()  # also gives the writer lock back
        if self._index is not None:
            self._index.reload()

    def _add(self, writer: tantivy.IndexWriter, documents: Sequence[LexicalDocument]) -> None:
        for document in documents:
            row = tantivy.Document()
            row.add_integer("id", document.id)
            for name in FIELDS:
                row.add_text(name, " ".join(getattr(document, name)))
            writer.add_document(row)

    def _remember(self, cursor: int) -> None:
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


def _commit(writer: tantivy.IndexWriter) -> None:
    try:
        writer.commit()
    except ValueError as error:
        raise IndexUnavailable("The lexical index cannot be written.") from error
