"""The form's gateway: fields that suit a form become the one canonical query.

A form has a field for each size, and an element of it that changes may make others meaningless: a new layout has other
axes, another source other limits. Those are brought along here; everything else is passed on as it was typed, also a
number that was emptied, and is refused in words by the page it leads to. Fields: `layout` and `was.layout`, `source`
and `was.source`, `convention` and `was.convention`, `size.<letter>`, `values` and `was.values`, and the query's own
keys.
"""

from app.core.axes import LAYOUTS, Layout
from app.core.conventions import CONVENTIONS
from app.core.errors import InputError
from app.core.methods import REDUCE, SPLITS
from app.core.pools import Index
from app.recipe import DEFAULT_METHODS, OWN
from app.sources import SOURCES
from app.sources.pasted import parse_pasted
from app.web.fitting import Fields, fitting
from app.web.pairs import joined
from app.web.parameters import PARAMETERS, WHOLE, plain

SIZE = "size."
TYPED = ("seed", "epsilon", "scale", "offset", "batches")
"""Fields that hold a number on the page: one that is empty was emptied, and no default is put in its place unsaid."""
PARTS = tuple(split.parameter for split in SPLITS.values())
"""What depends on the length of an axis: into how many parts it is split."""


def state_of_form(pairs: list[tuple[str, str]]) -> str:
    """The query for these fields."""
    stripped = {key: text.strip() for key, text in pairs}
    fields = {key: text for key, text in stripped.items() if text or key in TYPED or key.startswith(SIZE)}
    layout = next((each for each in LAYOUTS if each.key == fields.get("layout")), LAYOUTS[0])
    sizes = [fields[SIZE + letter] for letter in layout.letters if SIZE + letter in fields]
    said = {parameter.key: fields[parameter.key] for parameter in PARAMETERS if parameter.key in fields}
    if len(sizes) == layout.rank:
        said["shape"] = ",".join(sizes)
    if "layout" in said and said["layout"] != fields.get("was.layout", said["layout"]):
        said = _on_other_layout(said, layout)
    if said.get("source") == OWN or "values" in said:
        said = _own(said, fields)
    elif said.get("source") != fields.get("was.source", said.get("source")):
        said = _from_other_source(said, layout)
    said = _by_convention(said, fields)
    if said.get("new_weight") == fields.get("was.new_weight"):
        said.pop("new_weight", None)
    if "cell" in said and "shape" in said:
        said["cell"] = _inside(said["cell"], said["shape"])
    ordered = {parameter.key: said[parameter.key] for parameter in PARAMETERS if parameter.key in said}
    return joined(ordered.items())


def state_of_posted(pairs: list[tuple[str, str]], shape: Index) -> str:
    """The query for values of this shape that are new, out of that of the page they are given to."""
    said = fitting({key: text for key, text in pairs if key != "values"}, shape)
    return joined((said | {"source": OWN}).items())


def _by_convention(said: Fields, fields: Fields) -> Fields:
    """Another convention brings its own ε, unless the one there was is the visitor's own."""
    before = next((each for each in CONVENTIONS if each.key == fields.get("was.convention")), None)
    if before is None or said.get("convention") == before.key:
        return said
    defaults = {"epsilon": plain(before.epsilon), "epsilon_place": before.place.value}
    return {key: text for key, text in said.items() if text != defaults.get(key)}


def _on_other_layout(said: Fields, layout: Layout) -> Fields:
    """Other axes: sizes, the pinned value, numbers of parts and chosen axes mean nothing any more."""
    kept = {key: text for key, text in said.items() if key not in ("shape", "cell", *PARTS)}
    methods = [key for key in said.get("methods", "").split(",") if key and not key.startswith(REDUCE)]
    kept["methods"] = ",".join(methods) or ",".join(DEFAULT_METHODS)
    if kept.get("source") not in {source.key for source in SOURCES if layout.key in source.layouts}:
        kept.pop("source", None)
        kept.pop("values", None)
    return kept


def _from_other_source(said: Fields, layout: Layout) -> Fields:
    """A source that cannot give the present shape gives the nearest one it can."""
    source = next((each for each in SOURCES if each.key == said.get("source")), None)
    if source is None:
        return said
    if layout.key not in source.layouts:
        return {
            key: text
            for key, text in said.items()
            if key in ("source", "seed", "convention", "epsilon", "theme", "turn")
        }
    lengths = said.get("shape", "").split(",")
    if len(lengths) == layout.rank and all(WHOLE.fullmatch(length) and length != "0" for length in lengths):
        shape = source.nearest_shape(layout, tuple(map(int, lengths)))
        if ",".join(map(str, shape)) != said["shape"]:
            said = {key: text for key, text in said.items() if key not in PARTS}
        said["shape"] = ",".join(map(str, shape))
    return said


def _own(said: Fields, fields: Fields) -> Fields:
    """The visitor's own numbers: new ones bring their own shape; leaving them for another source drops them."""
    new = "values" in said and said["values"] != fields.get("was.values", "").strip()
    if new:
        return fitting(said, _shape(said["values"])) | {"source": OWN}
    if said.get("source") != OWN:
        return {key: text for key, text in said.items() if key not in ("values", "shape", "cell", *PARTS)}
    return {key: text for key, text in said.items() if key != "seed"}


def _shape(values: str) -> Index | None:
    """The shape of pasted numbers; None where they are none."""
    try:
        return parse_pasted(values, len(values)).shape
    except InputError:
        return None


def _inside(cell: str, shape: str) -> str:
    """The pinned value, moved inside where the tensor became smaller."""
    places, lengths = cell.split(","), shape.split(",")
    if len(places) != len(lengths) or not all(WHOLE.fullmatch(each) for each in places + lengths):
        return cell
    return ",".join(str(max(0, min(int(i), int(n) - 1))) for i, n in zip(places, lengths, strict=True))
