"""What reaches us when somebody is mentioned: an id that fits, or a sentence."""

import pytest

from core.errors import BadArgument
from core.policy.people import is_person, person_in


@pytest.mark.parametrize(
    ("platform", "said", "user"),
    [
        ("slack", "<@U0123ABCD|anybody>", "U0123ABCD"),
        ("slack", "<@U0123ABCD|two words>", "U0123ABCD"),
        ("slack", "<@W0123ABCD>", "W0123ABCD"),
        ("discord", "<@123456789012345678>", "123456789012345678"),
        ("discord", "<@!123456789012345678>", "123456789012345678"),
        ("discord", "123456789012345678", "123456789012345678"),
        ("local", "@demo-buyer", "demo-buyer"),
    ],
)
def test_a_mention_names_one_person(platform: str, said: str, user: str) -> None:
    assert person_in(platform, said) == user


@pytest.mark.parametrize(
    ("platform", "said"),
    [
        ("slack", "@anybody"),
        ("slack", "U0123ABCD"),
        ("slack", "<@123456789012345678>"),
        ("slack", "<!subteam^S0123|@everybody>"),
        ("slack", "<!channel>"),
        ("slack", "<@U0123ABCD> <@U0123ABCE>"),
        ("slack", "<@u0123abcd>"),
        ("slack", "<@U0123ABCD\n|x>"),
        ("discord", "<@&123456789012345678>"),
        ("discord", "@everyone"),
        ("discord", "<@U0123ABCD|x>"),
        ("discord", "<@12>"),
        ("discord", "<@１２３４５６７８９０１２３４５６７８>"),
        ("local", "@<script>"),
        ("teams", "<@U0123ABCD>"),
        ("slack", ""),
    ],
)
def test_anything_else_is_refused_in_one_sentence(platform: str, said: str) -> None:
    with pytest.raises(BadArgument, match="Mention one person of this workspace"):
        person_in(platform, said)


def test_only_a_platform_s_own_ids_become_mentions() -> None:
    assert is_person("slack", "U0123ABCD")
    assert not is_person("slack", "U0123>ABCD")
    assert not is_person("slack", "U0123ABCD\n")
    assert not is_person("rig", "owner")
