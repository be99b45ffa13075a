"""The checklist's steps: each follows from what is there, and a digest proves those before it."""

from dataclasses import replace

from core.set_up import Standing, StepName, steps_of

NOTHING = Standing(
    has_stores=False,
    only_files=False,
    has_feature=False,
    is_bound=False,
    has_digest=False,
    was_posted=False,
    people=1,
)


def done(found: Standing) -> list[str]:
    """The steps that are done."""
    return [step.name.value for step in steps_of(found) if step.done]


def test_each_step_follows_from_one_fact() -> None:
    assert done(NOTHING) == []
    for change, name in (
        (replace(NOTHING, has_stores=True), "orders"),
        (replace(NOTHING, has_feature=True), "feature"),
        (replace(NOTHING, is_bound=True), "channel"),
        (replace(NOTHING, has_digest=True), "digest"),
        (replace(NOTHING, people=2), "second"),
    ):
        assert done(change) == [name]


def test_a_digest_that_was_posted_needed_a_channel_and_a_time() -> None:
    assert done(replace(NOTHING, was_posted=True)) == ["channel", "digest", "posted"]


def test_where_only_files_are_read_there_is_nothing_to_switch_on() -> None:
    steps = steps_of(replace(NOTHING, has_stores=True, only_files=True))
    assert StepName.FEATURE not in {step.name for step in steps}
    assert [step.counts for step in steps] == [True] * 4 + [False]


def test_a_second_person_is_a_hint_and_does_not_count() -> None:
    assert [step.name for step in steps_of(NOTHING) if not step.counts] == [StepName.SECOND]
