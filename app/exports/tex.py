"""Text as LaTeX writes it: nothing in it is a command, and nothing in it stops a plain document."""

import unicodedata

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    **{letter: f"\\{letter}" for letter in "{}$&#_%"},
}
OTHERS = {
    **{"ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}"},
    **{"ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "å": r"\aa{}", "Å": r"\AA{}", "ı": r"\i{}"},
    **{"–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "„": ",,", "…": r"\dots{}"},
    **{"¿": "?`", "¡": "!`", "§": r"\S{}", "©": r"\copyright{}", "£": r"\pounds{}"},
    **{"\N{NO-BREAK SPACE}": "~", "\N{NARROW NO-BREAK SPACE}": r"\,"},
}
IN_FORMULAS = {
    **{"×": r"\times", "·": r"\cdot", "−": "-", "±": r"\pm", "÷": r"\div", "√": r"\surd", "∞": r"\infty"},
    **{"≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto"},
    **{"→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow", "↦": r"\mapsto", "∈": r"\in", "∅": r"\emptyset"},
    **{"∑": r"\sum", "∏": r"\prod", "∂": r"\partial", "∇": r"\nabla", "‖": r"\|", "⊂": r"\subset", "∪": r"\cup"},
    **{"²": "^2", "³": "^3", "¹": "^1", "½": r"\frac12", "°": r"^\circ", "○": r"\circ", "●": r"\bullet"},
    **{"α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ζ": r"\zeta"},
    **{"η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi"},
    **{"π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi"},
    **{"ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Σ": r"\Sigma"},
    **{"Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega", "Π": r"\Pi", "µ": r"\mu"},
}
ACCENTS = {
    **{"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": "."},
    **{"\u0308": '"', "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0323": "d", "\u0331": "b"},
}
UNKNOWN = "?"
"""What stands for a letter that LaTeX's own fonts do not have: another letter there would end the run with an error."""


def tex(text: str) -> str:
    """The text, to be read by LaTeX in horizontal mode."""
    written = ""
    for letter in _clusters(text):
        base, marks = letter[0], letter[1:]
        made = _plain(base)
        for mark in marks:
            if mark in ACCENTS:
                made = f"\\{ACCENTS[mark]}{{{made}}}"
        written += made
    return written


def _plain(letter: str) -> str:
    if letter in SPECIAL:
        return SPECIAL[letter]
    if letter in IN_FORMULAS:
        return f"\\ensuremath{{{IN_FORMULAS[letter]}}}"
    return OTHERS.get(letter) or (letter if letter.isascii() and letter.isprintable() else UNKNOWN)


def _clusters(text: str) -> list[str]:
    """Letters, each followed by its combining marks; letters that are written as they are stay whole."""
    found: list[str] = []
    for letter in text:
        known = letter in OTHERS or letter in IN_FORMULAS or letter in SPECIAL
        for part in letter if known else unicodedata.normalize("NFD", letter):
            if unicodedata.combining(part) and found:
                found[-1] += part
            else:
                found.append(part)
    return found
