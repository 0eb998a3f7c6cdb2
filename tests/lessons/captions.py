"""What a caption has to say: what was measured, of which sizes, with which seeds, and with which spread over them."""

import re

ENDING = re.compile(
    r"(?:^|[.!”…] )(?:Measured|Counted|Published): (?P<measured>[^;]*); (?P<sizes>[^;]*); (?P<seeds>[^:;]*): "
    r"(?P<spread>.*)\.$"
)
SEEDS = re.compile(r"seeds (?P<first>\d+)–(?P<last>\d+)|seed \d+|no seed")
DRAWN = re.compile(r"\b(rings|lines?|bars|marks?|dots|grey)\b")
RANGE = re.compile(r"\d to \d|\d, \d|to within \S*\d|at most \S*\d|further than \S*\d|is \S*\d|norm \S*\d|no change")
REASON = re.compile(r"\bno spread\b|\bno seed\b|\bno matter of chance\b")


def lacking(caption: str) -> list[str]:
    """Which of the four the caption does not say; a spread is one that is drawn, or numbers, or why there is none."""
    found = ENDING.search(caption)
    if not found:
        return ["measured", "sizes", "seeds", "spread"]
    spread, which = found["spread"], SEEDS.fullmatch(found["seeds"])
    good = {
        "measured": len(found["measured"].split()) >= 2,
        "sizes": bool(re.search(r"\d|\bone\b|\btwo\b", found["sizes"])),
        "seeds": bool(which) and (not which["first"] or int(which["last"]) - int(which["first"]) >= 2),
        "spread": bool(DRAWN.search(spread) or RANGE.search(spread) or REASON.search(spread)),
    }
    return [name for name, said in good.items() if not said]
