"""How students move through the states of a page: from the link they were all given, one change at a time."""

import random
from urllib.parse import urlencode

LINK = {
    "layout": "image",
    "shape": "4,6,4,4",
    "source": "gaussian",
    "seed": "0",
    "methods": "batch,layer,instance",
    "cell": "1,1,0,0",
}
CHOICES = {
    "seed": [str(k) for k in range(10)],
    "methods": ["batch,layer,instance", "batch,layer,instance,group", "batch,layer", "layer,rms", "instance,group"],
    "source": ["gaussian", "counting", "activations", "heavy"],
    "epsilon": ["1e-5", "0.001", "0.1"],
    "view": ["maps", "matrix", "distribution", "layernorms", "code"],
    "theme": ["auto", "dark", "projector"],
    "turn": ["45,35", "60,35", "30,35", "45,50"],
}
POINTING = 0.5
"""The part of all changes that pins another value."""


def link() -> str:
    """The address that everybody is given."""
    return f"/?{urlencode(LINK, safe=',')}"


def changed(state: dict[str, str], chance: random.Random) -> dict[str, str]:
    """The state with one thing changed, so that it is another one."""
    if chance.random() < POINTING:
        return state | {"cell": ",".join(str(chance.randrange(length)) for length in (4, 6, 4, 4))}
    key = chance.choice(list(CHOICES))
    return state | {key: chance.choice([each for each in CHOICES[key] if each != state.get(key)])}


def addresses(state: dict[str, str], chance: random.Random) -> list[str]:
    """What is asked for then: a page that a link leads to, or what scripts ask for one after the other."""
    query = urlencode(state, safe=",")
    return [f"/?{query}"] if chance.random() < 0.5 else [f"/first?{query}", f"/rest?{query}"]
