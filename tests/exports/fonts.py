"""Which letters a font has, read from its file (OpenType, `cmap`, format 4)."""

import struct
from pathlib import Path


def letters(path: Path) -> set[int]:
    """The code points that a font has glyphs for."""
    data = path.read_bytes()
    for number in range(struct.unpack(">H", data[4:6])[0]):
        name, _, start, _ = struct.unpack(">4sIII", data[12 + 16 * number : 28 + 16 * number])
        if name == b"cmap":
            return _mapped(data, start)
    raise ValueError(f"{path.name} has no cmap")


def _mapped(data: bytes, start: int) -> set[int]:
    found: set[int] = set()
    for number in range(struct.unpack(">H", data[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", data[start + 8 + 8 * number : start + 12 + 8 * number])[0]
        if struct.unpack(">H", data[at : at + 2])[0] != 4:
            continue
        count = struct.unpack(">H", data[at + 6 : at + 8])[0] // 2
        ends = struct.unpack(f">{count}H", data[at + 14 : at + 14 + 2 * count])
        starts = struct.unpack(f">{count}H", data[at + 16 + 2 * count : at + 16 + 4 * count])
        found |= {code for low, high in zip(starts, ends, strict=True) for code in range(low, high + 1)}
    return found - {0xFFFF}
