"""The command line: one thin module in `app.commands` per command, imported only when it is called.

Machine-readable output goes to stdout alone; logs and progress to stderr. Exit codes: 0 success,
2 what was asked for cannot be done (bad input, not configured), 3 something failed while running,
4 a bug.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys

from pydantic import ValidationError

from app.telemetry import requests
from data.errors import InvalidInput, NotFound, PodborError, SourceForbidden, SourceNotConfigured

COMMANDS = {
    "up": "start everything and print the addresses",
    "test": "run all tests",
    "bench": "measure search and ingest speed against a named baseline",
    "doctor": "check every part and say what to do",
    "ingest": "bring vacancies of a source into the index",
    "add": "take one vacancy by its link, from a saved page or from a text",
    "reindex": "rebuild the vector and lexical indexes from Postgres",
    "sweep": "check open vacancies against their sources",
    "deepscan": "ask the boards for a role now, wait, and rank what there is",
    "match": "rank vacancies for a résumé file",
    "parse": "show what is understood of a résumé file",
    "person": "export or erase everything kept about a person",
    "scrub": "show a text as it would leave the machine",
    "simulate": "invent people for the operator's pages, in a database of their own",
    "jobs": "which postings are one job: show, split, join, measure",
    "taxonomy": "import, list or remove downloaded skill collections",
    "evaluate": "measure ranking on a labelled set",
    "sources": "list the sources, or close the postings of one that is no longer read",
    "runs": "list ingestion runs, or show one",
    "replay": "do a run again from its archived inputs and compare the hashes",
}
_BAD_INPUT = (InvalidInput, NotFound, SourceNotConfigured, SourceForbidden)


def main(arguments: list[str] | None = None) -> int:
    # Matrices here are small: threads of BLAS only wait for each other, at six times the work a text to
    # embed. It is read when numpy is first imported, and by every process that this one starts.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="podbor", description="Search over vacancies, by your résumé.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = next((word for word in given if word in COMMANDS), None)
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:
            importlib.import_module(f"app.commands.{name}").configure(sub)
    options = parser.parse_args(given)
    requests.log_to_stderr(logging.WARNING)
    try:
        command = importlib.import_module(f"app.commands.{options.command}")
        code = int(command.run(options) or 0)
        sys.stdout.flush()
        return code
    except PodborError as error:
        print(f"podbor: {error}", file=sys.stderr)
        return 2 if isinstance(error, _BAD_INPUT) else 3
    except ValidationError as error:
        if error.title != "Settings":
            return _unforeseen()
        for wrong in error.errors():
            variable = "_".join(str(part) for part in wrong["loc"]).upper()
            name = variable if variable.endswith(("_URL", "_KEY")) else f"PODBOR_{variable}"
            print(f"podbor: the setting {name} cannot be used: {wrong['msg']}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001  the last edge: a bug, told in full, with the exit code of one
        return _unforeseen()


def _unforeseen() -> int:
    logging.getLogger("podbor").exception("something unforeseen happened; this is a bug")
    return 4


if __name__ == "__main__":
    raise SystemExit(main())
