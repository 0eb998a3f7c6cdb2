"""How students move through the states of a page: from the link they were all given, one change at a time."""

import random
from urllib.parse import urlencode

LINK = {
    "layout": "image",
    "shape": "4,6,4,4",
    "source": "gaussian",
    "seed": "0",
    "methods": "batch,layer,instance",
}
# Pointing, turning and the palette are not among them: the scripts of the page see to those.
CHOICES = {
    "seed": [str(k) for k in range(5)],
    "methods": ["batch,layer,instance", "batch,layer,instance,group", "batch,layer", "layer,rms", "instance,group"],
    "source": ["gaussian", "counting", "activations", "heavy"],
    "epsilon": ["1e-5", "0.001", "0.1"],
    "view": ["maps", "matrix", "distribution", "layernorms", "code"],
    "shape": ["4,6,4,4", "8,6,8,8", "2,6,4,4", "4,6,8,8"],
}


def link() -> str:
    """The address that everybody is given."""
    return f"/?{urlencode(LINK, safe=',')}"


def changed(state: dict[str, str], chance: random.Random) -> dict[str, str]:
    """The state with one thing changed, so that it is another one."""
    key = chance.choice(list(CHOICES))
    return state | {key: chance.choice([each for each in CHOICES[key] if each != state.get(key)])}


def addresses(state: dict[str, str], chance: random.Random) -> list[str]:
    """What is asked for then: a page that a link leads to, or what scripts ask for one after the other."""
    query = urlencode(state, safe=",")
    return [f"/?{query}"] if chance.random() < 0.5 else [f"/first?{query}", f"/rest?{query}"]
