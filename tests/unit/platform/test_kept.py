"""What a process keeps is bounded, and the longest unused goes first."""

from concurrent.futures import ThreadPoolExecutor

from preceptor.platform.kept import Kept


def test_what_was_put_is_there_until_something_else_takes_its_place() -> None:
    kept: Kept[str, int] = Kept(2)
    assert kept.get("one") is None
    kept.put("one", 1)
    kept.put("one", 11)
    assert kept.get("one") == 11


def test_the_longest_unused_goes_first() -> None:
    kept: Kept[str, int] = Kept(2)
    kept.put("one", 1)
    kept.put("two", 2)
    kept.get("one")
    kept.put("three", 3)
    assert [kept.get(name) for name in ("one", "two", "three")] == [1, None, 3]


def test_threads_may_share_it() -> None:
    kept: Kept[int, int] = Kept(4)

    def work(start: int) -> None:
        for number in range(2000):
            kept.put((start + number) % 9, number)
            kept.get(number % 9)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert sum(kept.get(number) is not None for number in range(9)) == 4
