"""`podbor test`: all tests, or those that the extra arguments for pytest name."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

from app.config import ROOT

# Settings of the person's own installation must not reach tests.
_PRIVATE = ("DATABASE_URL", "CHROMA_URL", "PREFECT_API_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL")

#: pytest's codes in ours: a wrong argument and no test at all are 2, everything else that failed is 3.
_EXIT = {0: 0, 4: 2, 5: 2}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.prefix_chars = "\0"  # options are pytest's, not ours
    parser.add_argument("arguments", nargs="*", help="for pytest; paths are relative to the checkout")


def run(options: argparse.Namespace) -> int:
    arguments = [one for one in options.arguments if one != "--"]
    if not arguments:  # a file's tests share servers, so a file stays in one process
        arguments = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _PRIVATE and not name.startswith(("PODBOR_", "PREFECT_", "STREAMLIT_"))
    }
    with tempfile.TemporaryDirectory(prefix="podbor-test-", ignore_cleanup_errors=True) as home:
        environment = kept | {
            "PODBOR_HOME": home,
            "PODBOR_ENV_FILE": os.devnull,
            "PREFECT_HOME": f"{home}/prefect",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "ANONYMIZED_TELEMETRY": "False",
        }
        command = [sys.executable, "-P", "-m", "pytest", *arguments]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return _EXIT.get(code, 3)
