"""Locks between programs, and between the threads of one."""

import subprocess
import sys
import threading

import pytest

from mnist_demo import durable

HOLDER = """
import sys
from pathlib import Path
from mnist_demo import durable
lock = durable.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another program that holds a lock: (its path, the program)."""
    path = tmp_path / ".lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "held\n"
        yield path, program
        program.kill()


def test_a_lock_ends_with_the_process_that_holds_it(holder):
    path, program = holder
    assert durable.is_held(path)
    with pytest.raises(BlockingIOError):
        durable.hold(path)
    program.kill()
    program.wait()
    assert not durable.is_held(path)
    durable.hold(path).close()


def test_a_change_waits_for_another_programs_and_says_so_if_it_does_not_end(holder):
    path, program = holder
    with pytest.raises(TimeoutError, match="another program is changing it"), durable.locked(path, patience=0.05):
        pytest.fail("both are changing it")
    release = threading.Timer(0.1, program.kill)
    release.start()
    with durable.locked(path, patience=30):
        assert program.wait(10)
    release.join()


def test_ones_own_lock_is_held_until_it_is_released_or_forgotten(tmp_path):
    path = tmp_path / ".lock"
    assert not durable.is_held(path) and not path.exists()  # asking makes no file
    lock = durable.hold(path)
    assert durable.is_held(path)
    with pytest.raises(BlockingIOError):
        durable.hold(path)
    lock.close()
    assert not durable.is_held(path)
    lock = durable.hold(path)
    del lock
    assert not durable.is_held(path)


def test_many_who_ask_do_not_take_each_other_for_a_holder(tmp_path):
    path = tmp_path / ".lock"
    durable.hold(path).close()
    answers = []

    def ask() -> None:
        answers.extend(durable.is_held(path) for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [False] * 400
