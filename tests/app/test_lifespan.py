"""How the service starts and ends, as processes of their own."""

import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from tests.files import digit_png, encode, written
from tests.service import Service, command, environment, everything, launch, running
from tests.versions import DAMAGES, damaged_copy
from tests.waiting import wait_until

CAUSES = {
    "missing": r"holds no model version: .*`digitscope train",
    "damaged graph": DAMAGES["damaged graph"][1],
    "no signature": DAMAGES["no signature"][1],
    "wrong golden": DAMAGES["wrong golden"][1],
}
STARTS = [*[(cause, 1) for cause in CAUSES], ("missing", 2), ("wrong golden", 2)]
WITHIN_S = 120  # 4 on an idle machine, most of them for TensorFlow

Ended = dict[tuple[str, int], tuple[int | None, str]]


@pytest.fixture(scope="module")
def ended(version_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Of each start that must fail: its exit code, None where it went on, and what it wrote."""

    def start(cause: str, workers: int) -> tuple[int | None, str]:
        folder = tmp_path_factory.mktemp("start")
        models = folder / "digits" if cause == "missing" else damaged_copy(version_folder, folder, cause)
        process = launch(folder / "log", model_dir=models, workers=workers)
        try:
            code: int | None = process.wait(WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        return code, (folder / "log").read_text()

    with ThreadPoolExecutor(2) as executor:
        outcomes = executor.map(lambda each: start(*each), STARTS)
        return dict(zip(STARTS, outcomes, strict=True))


@pytest.mark.parametrize(("cause", "workers"), STARTS)
def test_a_start_without_a_sound_model_fails_and_says_why(ended: Ended, cause: str, workers: int) -> None:
    code, log = ended[cause, workers]
    assert code not in (0, None), log
    assert re.search(f"the service cannot start: .*{CAUSES[cause]}", log.replace('\\"', '"').replace("\\n", "\n")), log
    assert "Traceback" not in log
    assert '"traceback"' not in log


def test_a_model_that_is_not_whole_is_said_to_be_restored_or_replaced(ended: Ended) -> None:
    assert "Restore that folder, remove it, or point DIGITSCOPE_MODEL_DIR at another" in ended["wrong golden", 1][1]


def test_a_port_that_is_taken_is_a_clear_failure(service: Service, tmp_path: Path) -> None:
    port = service.url.rpartition(":")[2]
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([command(), "serve", "--port", port], env=environment(), stderr=output)
        assert process.wait(60) not in (0, None)
    assert "address already in use" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_an_answer_in_flight_is_finished_after_sigterm(tmp_path: Path) -> None:
    """Its upload is still arriving when the signal comes; what comes later is refused, and the process ends with 0."""
    picture = encode(written(7))
    with running(tmp_path / "log") as service:
        with service.uploading(len(picture)) as connection:
            connection.sendall(picture[:100])
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: _refuses(service))
            assert service.process.poll() is None
            connection.sendall(picture[100:])
            answer = everything(connection)
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b'"digit":7' in answer
        assert service.process.wait(30) == 0
        assert service.log()[-1]["message"].startswith("Finished server process")


def test_work_in_flight_is_finished_after_sigterm(tmp_path: Path) -> None:
    """Pictures that are being decoded when the signal comes are answered."""
    page = encode(written(7, side=2000))
    with running(tmp_path / "log") as service, ExitStack() as stack:
        uploads = [stack.enter_context(service.uploading(len(page))) for _ in range(3)]
        for upload in uploads:
            upload.sendall(page)
        assert service.stop() == 0
        answers = [everything(upload) for upload in uploads]
    assert all(answer.startswith(b"HTTP/1.1 200 OK") and b'"digit":7' in answer for answer in answers)


def test_requests_that_never_end_do_not_hold_up_the_end(tmp_path: Path) -> None:
    with running(tmp_path / "log", shutdown_timeout_seconds=1) as service, service.uploading(1000):
        started = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - started < 15


def test_two_workers_share_the_port_and_one_that_dies_is_replaced(tmp_path: Path) -> None:
    with running(tmp_path / "log", workers=2) as service:
        wait_until(lambda: len(_started(service)) == 2)
        started = _started(service)
        _wait_for_both_to_answer(service, started)
        psutil.Process(min(started)).kill()
        wait_until(lambda: len(_started(service)) == 3)  # another has taken its place
        _wait_for_both_to_answer(service, _started(service) - {min(started)})
        workers = psutil.Process(service.process.pid).children(recursive=True)
        assert service.stop() == 0
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert alive == []


def _refuses(service: Service) -> bool:
    """Whether it takes no more connections."""
    try:
        httpx.get(f"{service.url}/healthz")
    except httpx.TransportError:
        return True
    return False


def _started(service: Service) -> set[int]:
    """The process ids of the workers that have started so far."""
    return {int(pid) for pid in re.findall(r"Started server process \[(\d+)\]", service.log_file.read_text())}


def _wait_for_both_to_answer(service: Service, pids: set[int]) -> None:
    """The kernel deals connections out among the workers: after enough of them each has done some work."""
    picture = digit_png(7)
    idle = {pid: _worked(pid) for pid in pids}

    def both_worked() -> bool:
        with httpx.Client(base_url=service.url, timeout=60) as client:
            for _ in range(5):
                assert client.post("/predict", content=picture).json()["digit"] == 7
        return all(_worked(pid) > idle[pid] + 0.05 for pid in pids)

    wait_until(both_worked)


def _worked(pid: int) -> float:
    """Seconds of processor time."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def test_every_version_of_the_folder_is_served_under_its_labels(version_folder: Path, tmp_path: Path) -> None:
    models = tmp_path / "digits"
    for number in ("3", "12"):
        shutil.copytree(version_folder, models / number)
    (models / "rollout.json").write_text('{"labels": {"stable": 3}}')
    with running(tmp_path / "log", model_dir=models, max_batch_size=2) as service:
        body = httpx.get(f"{service.url}/models").json()
        assert [version["version"] for version in body["versions"]] == ["12", "3"]
        answer = httpx.post(f"{service.url}/predict?label=stable", content=digit_png(7)).json()
        assert answer["model"] == {"name": "digits", "version": "3"}


def test_importing_the_app_loads_neither_tensorflow_nor_a_model() -> None:
    """Nor does assembling it: that is for the lifespan."""
    code = (
        "import sys, app.main; app.main.create_app(); "
        "print(*[name for name in ('tensorflow', 'keras', 'training', 'cli') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert done.stdout.split() == []
