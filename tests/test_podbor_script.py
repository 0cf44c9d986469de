"""The `podbor` script on checkouts of its own: tiny locks, a command line that says what it was given."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CLI = "import json, os, sys\nprint(json.dumps([sys.argv[1:], os.getcwd(), sys.prefix]))\n"
UV = shutil.which("uv") or next((str(p) for p in (ROOT / ".run").glob("uv*/bin/uv")), None)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / "app").mkdir(parents=True)
    shutil.copy(ROOT / "podbor", root / "podbor")
    (root / "app" / "__init__.py").touch()
    (root / "app" / "cli.py").write_text(CLI)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (root / name).write_text("# nothing\n")
    return root


def environment(**more: str) -> dict[str, str]:
    """No index is asked: the locks are empty, and uv is the one this checkout already has."""
    path = os.pathsep.join([str(Path(UV).parent)] if UV else []) + os.pathsep + os.defpath
    base = {"PATH": path, "HOME": os.environ.get("HOME", "/"), "PIP_NO_INDEX": "1", "UV_OFFLINE": "1"}
    return base | {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | more


def podbor(
    checkout: Path, *arguments: str, cwd: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, checkout / "podbor", *arguments], cwd=cwd or checkout, env=environment(**more),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_first_run_sets_up_and_the_second_only_runs(checkout: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "app").mkdir(parents=True)
    (elsewhere / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')")
    first = podbor(checkout, "match", "cv.pdf", "--top", "3", cwd=elsewhere)
    assert first.returncode == 0, first.stderr
    arguments, cwd, prefix = json.loads(first.stdout)  # stdout is the command's alone
    assert (arguments, cwd, prefix) == (
        ["match", "cv.pdf", "--top", "3"],
        str(elsewhere),
        str(checkout / ".venv"),
    )
    assert "making the environment" in first.stderr
    second = podbor(checkout, "runs")
    assert (second.returncode, second.stderr) == (0, "")


def test_a_killed_set_up_is_begun_again(checkout: Path) -> None:
    podbor(checkout, "env")
    (checkout / ".venv" / "podbor.half").touch()
    again = podbor(checkout, "runs")
    assert again.returncode == 0, again.stderr
    assert "making the environment" in again.stderr
    (checkout / ".venv" / "bin" / "python").unlink()  # the system's Python was removed or renewed
    assert podbor(checkout, "runs").returncode == 0


def test_development_packages_serve_every_command(checkout: Path) -> None:
    assert podbor(checkout, "env").returncode == 0
    assert "installing" in podbor(checkout, "env", "--dev").stderr
    assert podbor(checkout, "test").stderr == ""
    assert podbor(checkout, "up").stderr == ""
    (checkout / "requirements-dev.lock").write_text("# renewed\n")
    assert "installing" in podbor(checkout, "test").stderr


def test_two_first_runs_at_once(checkout: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, checkout / "podbor", "runs"], env=environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    said = [child.communicate(timeout=120) for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], said
    assert sum("making the environment" in stderr for _, stderr in said) == 1


def test_without_uv_pip_does_it(checkout: Path) -> None:
    done = podbor(checkout, "runs", PATH=os.defpath)
    if shutil.which("uv", path=os.defpath):
        pytest.skip("uv stands on the system's path")
    assert done.returncode == 0, done.stderr
    assert "uv cannot be had" in done.stderr


def test_packages_that_cannot_be_had_are_one_sentence(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    done = podbor(checkout, "runs")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("podbor: the packages could not be installed")
    assert "Traceback" not in done.stderr


def test_an_old_python_says_so(checkout: Path) -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 8, 1); sys.argv = ['podbor', 'up'];"
        f"runpy.run_path({str(checkout / 'podbor')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "Python 3.11 or newer is needed, this is 3.8" in done.stderr
