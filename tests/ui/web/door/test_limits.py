"""Lock-out, sessions and pace, by a clock of the test's own."""

from __future__ import annotations

import pytest

from ui.web.door import lockout, sessions
from ui.web.door.lockout import Lockout
from ui.web.door.passwords import new_user
from ui.web.door.rate import Buckets, Pace, questions
from ui.web.door.sessions import Sessions


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_ten_wrong_passwords_lock_a_name_out_for_a_client(clock: Clock) -> None:
    lock = Lockout(60, clock)
    assert [lock.begin("amy", "a") for _ in range(10)] == [0.0] * 10
    assert lock.begin("amy", "a") == 60
    clock.now += 20
    assert lock.begin("amy", "a") == 40  # a try while locked makes it no longer
    assert lock.begin("amy", "b") == 0  # another client's
    assert lock.begin("bob", "a") == 0
    clock.now += 41
    assert [lock.begin("amy", "a") for _ in range(10)] == [0.0] * 10
    assert lock.begin("amy", "a") == 60


def test_the_right_password_forgets_the_wrong_ones(clock: Clock) -> None:
    lock = Lockout(60, clock)
    for _ in range(9):
        lock.begin("amy", "a")
    assert lock.begin("amy", "a") == 0
    lock.right("amy", "a")
    assert [lock.begin("amy", "a") for _ in range(11)] == [0.0] * 10 + [60]


def test_a_client_that_tries_many_names_is_locked_out_of_all(clock: Clock) -> None:
    lock = Lockout(60, clock)
    tries = [lock.begin(f"name{n}", "a") for n in range(lockout.NAMES_TRIES + 1)]
    assert tries == [0.0] * lockout.NAMES_TRIES + [60]
    assert lock.begin("name1", "b") == 0


def test_own_right_passwords_do_not_pay_for_wrong_ones_of_others(clock: Clock) -> None:
    lock = Lockout(60, clock)
    held = 0.0
    for n in range(lockout.NAMES_TRIES):
        held = lock.begin(f"name{n}", "a")
        assert lock.begin("own", "a") == 0 or n == lockout.NAMES_TRIES - 1
        lock.right("own", "a")
    assert held == 0
    assert lock.begin("another", "a") == 60


def test_a_session_ends_idle_or_old_or_by_logging_out(clock: Clock) -> None:
    kept = Sessions(clock)
    user = new_user("amy", "amy's password")
    token, other = kept.begin(user), kept.begin(user)
    assert token != other
    assert kept.find(token) == user
    assert kept.find("") is None
    assert kept.find(token[:-1]) is None
    kept.end(token)
    assert kept.find(token) is None
    for _ in range(int(sessions.LONGEST / sessions.IDLE) + 1):
        assert kept.find(other) == user
        clock.now += sessions.IDLE - 1
    clock.now += sessions.LONGEST
    assert kept.find(other) is None
    idle = kept.begin(user)
    clock.now += sessions.IDLE + 1
    assert kept.find(idle) is None


def test_a_user_has_a_bounded_number_of_sessions(clock: Clock) -> None:
    kept = Sessions(clock)
    user, bob = new_user("amy", "amy's password"), new_user("bob", "bob's password")
    his, first = kept.begin(bob), kept.begin(user)
    tokens = [kept.begin(user) for _ in range(50)]
    assert kept.find(first) is None
    assert kept.find(his) == bob
    assert [kept.find(token) for token in tokens] == [user] * 50


def test_a_bucket_fills_at_its_pace(clock: Clock) -> None:
    buckets = Buckets(Pace(2, 3), clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    clock.now += 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 0.5]
    clock.now += 1000
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


@pytest.mark.parametrize(("minute", "pace"), [(120, Pace(2, 30)), (6, Pace(0.1, 10))])
def test_a_fourth_of_a_minutes_questions_may_come_at_once(minute: float, pace: Pace) -> None:
    assert questions(minute) == pace
