"""The Flax modules that the programs for JAX name compute what the page shows."""

import re
from importlib.util import find_spec

import numpy as np
import pytest

from app.code import program
from app.run import trained
from tests.code.running import BY_KEY, CASES, SHAPES, case

NAMED = re.compile(r"^# in Flax: (flax\.linen\.\w+\(.*?\))(, on channels last)?$", re.MULTILINE)


def named(layout: str, key: str, more: str = "") -> re.Match[str] | None:
    """The module, with the lines of its comment joined."""
    return NAMED.search(program(BY_KEY["jax"], case(layout, key, "in the root", more)).replace("\n#     ", " "))


if find_spec("flax") is not None:

    @pytest.mark.parametrize(("layout", "key"), CASES)
    def test_the_module_gives_the_output_on_screen(layout, key) -> None:
        import flax.linen
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        made = case(layout, key, "in the root")
        found = named(layout, key)
        if found is None:  # there is no module over these axes
            assert key.startswith("reduce:") or key == "ghost" or (layout, key) == ("features", "instance")
            return
        channel, x = made.recipe.layout.letters.index("C"), jnp.asarray(made.tensor.astype(np.float64))
        turned = jnp.moveaxis(x, channel, -1) if found[2] else x
        output, _ = eval(found[1], {"flax": flax}).init_with_output(jax.random.key(0), turned)
        output = jnp.moveaxis(output, -1, channel) if found[2] else output
        assert float(output[made.recipe.cell]) == pytest.approx(made.results[0].arithmetic.output, rel=1e-6, abs=1e-6)

    @pytest.mark.parametrize("layout", SHAPES)
    @pytest.mark.parametrize("key", ["batch", "ghost"])
    def test_the_module_at_test_time_takes_what_training_froze(layout, key) -> None:
        import flax.linen
        import jax.numpy as jnp

        made = case(layout, key, "in the root", "&mode=test")
        found = named(layout, key, "&mode=test")
        assert found is not None
        frozen = trained(made).courses[key].frozen
        kept = {"mean": jnp.asarray(frozen.mean.ravel()), "var": jnp.asarray(frozen.variance.ravel())}
        width = made.recipe.shape[made.recipe.layout.letters.index("C")]
        learned = {"scale": jnp.ones(width), "bias": jnp.zeros(width)}
        module = eval(found[1], {"flax": flax})
        output = module.apply({"params": learned, "batch_stats": kept}, jnp.asarray(made.tensor.astype(np.float64)))
        assert float(output[made.recipe.cell]) == pytest.approx(made.results[0].arithmetic.output, rel=1e-6, abs=1e-6)


def test_modules_are_named_where_there_are_some() -> None:
    found = {key for layout, key in CASES if named(layout, key)}
    assert {"batch", "layer", "instance", "group", "rms", "reduce:C", "reduce:NHW"} <= found
