"""Plan: what a program has to say about one method on one tensor, before any library's words for it."""

from dataclasses import dataclass

from app.code.tensor import Form
from app.core.axes import Role
from app.core.conventions import Convention, Symbols, convention_by_key
from app.core.normalize import Place
from app.core.pools import Index
from app.figures.numbers import DIGITS
from app.recipe import Recipe
from app.run import Result


@dataclass(frozen=True)
class Plan:
    """One method on one tensor, in positions of axes.

    A reduced axis that is cut in several parts (the channels of group norm, a batch in smaller ones) is split in two,
    (part, place within the part), of which the second is reduced. All else follows.
    """

    recipe: Recipe
    result: Result
    digits: int = DIGITS
    """Of means, as they are printed."""
    many: Form = Form.NUMBERS
    """The form of frozen statistics that are too many to be written as a few numbers."""

    @property
    def convention(self) -> Convention:
        return convention_by_key(self.recipe.convention)

    @property
    def symbols(self) -> Symbols:
        """What the convention writes for statistics and parameters."""
        return self.convention.symbols

    @property
    def frozen(self) -> bool:
        """Whether the statistics are given, and not to be computed: they are the same for all samples."""
        return self.result.frozen

    @property
    def reduced(self) -> Index:
        """The positions of the axes that the method takes statistics over."""
        letters = self.result.method.reduced_axes(self.recipe.layout)
        return tuple(i for i, letter in enumerate(self.recipe.layout.letters) if letter in letters)

    @property
    def cuts(self) -> Index:
        """The positions of the reduced axes that are cut in parts. What is frozen is not: virtual batches share it."""
        return () if self.frozen else tuple(i for i in self.reduced if self.result.pools.parts[i] > 1)

    @property
    def split_shape(self) -> Index:
        """The tensor's shape with every cut axis as two."""
        lengths: list[int] = []
        for i, (n, parts) in enumerate(zip(self.recipe.shape, self.result.pools.parts, strict=True)):
            lengths += [parts, n // parts] if i in self.cuts else [n]
        return tuple(lengths)

    @property
    def split_axes(self) -> Index:
        """The positions in `split_shape` that a mean is taken over."""
        return tuple(self._place(i) + (i in self.cuts) for i in self.reduced)

    @property
    def within(self) -> Index:
        """The positions in `split_shape` of the places within a part: without them, it has the statistics' rank."""
        return tuple(self._place(i) + 1 for i in self.cuts)

    @property
    def pool(self) -> str:
        """Where the statistics of `x[cell]` are, as an expression: "0, cell[1] // 3, 0, 0, 0"."""
        places = []
        for i, block in enumerate(self.result.pools.block):
            if i in self.cuts:
                places += [f"cell[{i}] // {block}", "0"]
            else:
                places.append("0" if i in self.reduced else f"cell[{i}]")
        return ", ".join(places)

    @property
    def channel(self) -> int:
        """The position of the channel axis."""
        return self.recipe.layout.letters.index("C")

    @property
    def channels(self) -> int:
        return self.recipe.shape[self.channel]

    @property
    def groups(self) -> int:
        """The parts that the channels are cut in; 1 where they are one pool."""
        return self.result.pools.parts[self.channel] if self.channel in self.reduced else 1

    @property
    def parameter_shape(self) -> Index:
        """The shape of scale and offset in the tensor's rank: 1 along the axes that they do not vary along."""
        axes = self.convention.parameter_axes(self.result.method, self.recipe.layout)
        return tuple(n if a in axes else 1 for a, n in zip(self.recipe.layout.letters, self.recipe.shape, strict=True))

    @property
    def learned_shape(self) -> Index:
        """The same as the convention has it: only the axes that they vary along."""
        return self.convention.parameter_shape(self.result.method, self.recipe.layout, self.recipe.shape)

    @property
    def in_root(self) -> bool:
        """Whether ε is added to the variance, as every library does."""
        return self.recipe.epsilon_place == Place.VARIANCE

    @property
    def kind(self) -> str | None:
        """The libraries' name for these axes: batch, instance, group, layer, rms, or position (layer norm over the
        channels of each place); None where they have none. Chosen axes are named too where a method has the same, and
        layer norm that learns a scale for each channel is group norm with one group.
        """
        method, rank = self.result.method, len(self.recipe.shape)
        if method.parameters_per_position and self.learned_shape == method.parameter_shape(
            self.recipe.layout, self.recipe.shape
        ):
            return "layer" if method.centers else "rms"
        if not set(self.cuts) <= {self.channel} or not method.centers:
            return None
        others = set(range(rank)) - {self.channel}
        batch = {i for i, axis in enumerate(self.recipe.layout.axes) if axis.role is Role.BATCH}
        named = {
            "position": {self.channel} if not self.cuts else None,
            "batch": others,
            "instance": (others - batch) or None,
            "group": set(range(rank)) - batch,
        }
        return next((kind for kind, axes in named.items() if axes == set(self.reduced)), None)

    def _place(self, axis: int) -> int:
        return axis + sum(1 for cut in self.cuts if cut < axis)
