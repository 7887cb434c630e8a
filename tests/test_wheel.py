"""A wheel holds everything: the demo runs from one, in an empty folder, with no checkout in sight."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.support.offline import Box
from tests.support.serving import Sitting, served

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with our wheel in it; its dependencies are those of the running environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    paths = {name: sysconfig.get_path(name) for name in ("purelib", "platlib")}
    site = Path(
        subprocess.run(
            [python, "-c", "import site; print(site.getsitepackages()[0])"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
            str(wheel),
        ],
        check=True,
    )
    # After our own: the dependencies. The editable install of the checkout lies there too, but comes second.
    (site / "dependencies.pth").write_text("\n".join(sorted(set(paths.values()))))
    return python


def test_the_demo_and_the_explorer_run_from_the_wheel_with_the_network_refused(
    installed: Path, tmp_path: Path
) -> None:
    box = Box(tmp_path, installed)
    where = subprocess.run(
        [installed, "-c", "import qualitative; print(qualitative.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    ).stdout
    assert str(installed.parent.parent) in where
    done = box.run("demo", "--no-explore")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "spans masked" in done.stdout
    assert box.network == ""
    assert (box.work / "demo-study" / "drafts").is_dir()
    with served(
        tmp_path / "served", box.work / "demo-study", "--tier", "reviewer", python=installed
    ) as there:
        with Sitting(there.url) as sitting:
            assert "River Alliance" in sitting.run()
            assert "<h1>Compare</h1>" in sitting.run("compare")
        assert there.network + there.log == ""
