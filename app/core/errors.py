"""Every refusal in one voice: what was got, what was expected, what to try."""


class InputError(ValueError):
    """Something given from outside that cannot be used.

    `parameter` names what is wrong (a key of the query, or a place in a body), `got`, `expected` and `hint` complete
    the sentence "Got …; expected …; try …." `repair` is the nearest usable value of the parameter, as the query
    spells it, or None where the parameter is best left out.
    """

    def __init__(self, parameter: str, got: str, expected: str, hint: str, repair: str | None = None) -> None:
        self.parameter = parameter
        self.got = got
        self.expected = expected
        self.hint = hint
        self.repair = repair
        super().__init__(f"Got {got}; expected {expected}; try {hint}.")


def listed(choices: list[str] | tuple[str, ...], joint: str = "or") -> str:
    """The choices as a reader lists them: "1", "1 or 7", "1, 2 or 4"."""
    if len(choices) <= 1:
        return "".join(choices)
    return f"{', '.join(choices[:-1])} {joint} {choices[-1]}"


def shown(text: object, limit: int = 40) -> str:
    """A value from outside, quoted and cut so that it can stand inside a sentence."""
    start = str(text)[: limit + 1]  # a body may be one text of many millions of letters
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in start)
    return f"“{plain}”" if len(plain) <= limit else f"“{plain[:limit]}…”"
