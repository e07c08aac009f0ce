"""What only a running container shows: asks the one that `docker compose up` has started, then trains in another.

    python -m tests.container

Needs docker, the published port in DIGITSCOPE_PORT, and the compose project's name in COMPOSE_PROJECT_NAME. Training is
checked where DIGITSCOPE_MNIST names MNIST. Pytest does not collect this file.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np
from PIL import Image

from app.settings import Settings
from model.versions.golden import FILE_NAME

SERVICE = f"http://127.0.0.1:{os.environ.get('DIGITSCOPE_PORT', '8000')}"
COMPOSE = ("docker", "compose", "--file", "docker-compose.yml")
TOLERANCE = 1e-3  # the container's Python and NumPy are of other versions
GRACE_S = 30  # docker-compose.yml's stop_grace_period
INSIDE = """
id -u
touch /x /opt/venv/x /models/x 2>&1 | grep -c 'Read-only file system'
touch /tmp/x && echo 'writes in /tmp'
command -v cc gcc ld make
ls -d /opt/venv/lib/python3*/site-packages/pip /src 2>/dev/null
du -s /var/cache/pip 2>/dev/null
true
"""


def main() -> None:
    with TemporaryDirectory() as folder:
        pictures = draw_pictures(Path(folder))
        expected = predict(pictures)
        check_answers(pictures, expected)
        check_confinement()
        if os.environ.get("DIGITSCOPE_MNIST"):
            check_training(pictures, expected)
        else:
            print("training: not checked, DIGITSCOPE_MNIST names no file")
        check_stop()


def draw_pictures(folder: Path) -> list[Path]:
    """A shipped version's golden pictures, large and dark on light, as people send them."""
    with np.load(next(Settings().model_dir.glob(f"*/{FILE_NAME}"))) as golden:
        images = golden["images"]
    pictures = [folder / f"{number}.png" for number in range(len(images))]
    for picture, image in zip(pictures, images, strict=True):
        Image.fromarray(255 - image).resize((280, 280), Image.Resampling.BICUBIC).save(picture)
    return pictures


def check_answers(pictures: list[Path], expected: list[dict[str, Any]]) -> None:
    """The container reads pictures as the code of this working tree does."""
    assert pictures
    answers = predict(pictures, "--server", SERVICE)
    for answer, wanted in zip(answers, expected, strict=True):
        assert (answer["digit"], answer["verdict"]) == (wanted["digit"], wanted["verdict"]), (answer, wanted)
        difference = np.abs(np.subtract(answer["probabilities"], wanted["probabilities"])).max()
        assert difference < TOLERANCE, (answer, wanted)
    assert "Total params: 260,298" in httpx.get(f"{SERVICE}/summary").text
    print(f"answers: {len(pictures)} pictures are read as outside the container")


def check_confinement() -> None:
    """It runs without rights, writes nowhere but in /tmp, and holds nothing to build with."""
    found = output("docker", "exec", container(), "sh", "-c", INSIDE).splitlines()
    assert found == ["10001", "3", "writes in /tmp"], found
    print("confinement: user 10001, a read-only file system, no compiler, no pip, no source tree")


def check_training(pictures: list[Path], expected: list[dict[str, Any]]) -> None:
    """`docker compose run train` leaves a version in the volume, and two workers serve it from there."""
    run(*COMPOSE, "run", "--rm", "-T", "train", "--recipe", "textbook", "--epochs", "1")
    served = {"DIGITSCOPE_MODEL_DIR": "/models/digits", "DIGITSCOPE_WORKERS": "2"}
    run(*COMPOSE, "up", "--detach", "--wait", "--no-build", **served)
    about = httpx.get(f"{SERVICE}/models/1").json()
    assert about["metrics"]["epochs"] == 1, about
    answers = predict(pictures, "--server", SERVICE)
    same = sum(answer["digit"] == wanted["digit"] for answer, wanted in zip(answers, expected, strict=True))
    assert same >= 0.8 * len(pictures), answers
    print(f"training: the version is served from the volume, and reads {same} of {len(pictures)} pictures alike")


def check_stop() -> None:
    """SIGTERM ends it with status 0, within the time that compose grants."""
    stopped = container()
    started = time.monotonic()
    run(*COMPOSE, "stop", "serve")
    seconds = time.monotonic() - started
    assert output("docker", "inspect", "--format", "{{.State.ExitCode}}", stopped) == "0"
    assert seconds < GRACE_S
    print(f"stop: status 0 after {seconds:.1f} s")


def container() -> str:
    return output(*COMPOSE, "ps", "--quiet", "serve")


def predict(pictures: list[Path], *options: str) -> list[dict[str, Any]]:
    """What `digitscope predict` of this environment prints."""
    command = Path(sys.executable).with_name("digitscope")
    lines = output(str(command), "predict", "--json", *options, *map(str, pictures))
    return [json.loads(line) for line in lines.splitlines()]


def run(*command: str, **variables: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, **variables}, stdin=subprocess.DEVNULL)


def output(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    main()
