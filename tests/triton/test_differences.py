"""Our `/v2` beside a real Triton: the same requests, right and wrong, and each difference told with its reason."""

import shutil
from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.service import Service, running
from tests.triton.client import Answer, send
from tests.triton.comparison import compare
from tests.triton.corpus import Case, corpus
from tests.triton.differences import DIFFERENCES, RULES, Rule, as_ours

Answers = dict[str, tuple[Answer | None, Answer]]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own: what is asked of it unloads its model, and it counts what it is asked."""
    folder = tmp_path_factory.mktemp("ours")
    shutil.copytree(Settings().model_dir, folder / "digits")
    (folder / "digits" / "rollout.json").write_text('{"policy": {"latest": 1}}')  # Triton's default
    with running(folder / "log", model_dir=folder / "digits") as started:
        yield started


@pytest.fixture(scope="module")
def answers(triton: str, ours: Service) -> Answers:
    """What Triton and ours answer, by the case's name; None where Triton is not asked since it would not survive."""
    return {case.name: (None if case.ends_triton else send(triton, case), send(ours.url, case)) for case in corpus()}


def test_each_difference_from_triton_is_declared_and_no_other(answers: Answers) -> None:
    """Status, headers and body of every case, numbers within 1e-5."""
    declared = {name: difference for difference in DIFFERENCES for name in difference.cases}
    wrong = []
    for case in corpus():
        theirs, our = answers[case.name]
        if theirs is None:
            continue
        differing, told = compare(as_ours(case, theirs), our), declared.get(case.name)
        if differing != (told.what if told else set()) or (told and told.status not in {None, our.status}):
            wrong.append(
                f"{case.name} differs in {sorted(differing)}, declared is {told}\n"
                f"    Triton: {theirs}\n    ours:   {our}"
            )
    assert not wrong, "\n".join(wrong)


def test_a_difference_is_declared_once_and_of_a_case_that_is_asked() -> None:
    declared = [name for difference in DIFFERENCES for name in difference.cases]
    assert len(declared) == len(set(declared))
    assert set(declared) <= {case.name for case in corpus() if not case.ends_triton}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.reason)
def test_a_rule_is_needed(answers: Answers, rule: Rule) -> None:
    """Without it some answer would differ that now does not."""
    asked = [(case, theirs, our) for case in corpus() for theirs, our in [answers[case.name]] if theirs]
    assert any(compare(rule.apply(case, theirs), our) < compare(theirs, our) for case, theirs, our in asked)


def test_what_a_client_does_wrong_is_never_our_fault(answers: Answers) -> None:
    """Where Triton answers 500 to it, or ends, ours answers 4xx; 501 is what we do not have, 503 what is not loaded."""
    assert {name: our for name, (_, our) in answers.items() if our.status >= 500 and our.status not in {501, 503}} == {}


@pytest.mark.parametrize("case", [case for case in corpus() if case.ends_triton], ids=lambda case: case.name)
def test_what_ends_triton_is_refused(answers: Answers, case: Case) -> None:
    assert 400 <= answers[case.name][1].status < 500
