"""The one door for addresses: what is refused, in which words, and where the nearest valid state is."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.methods import METHODS
from app.recipe import Recipe
from app.web.pairs import QueryError
from app.web.parameters import PARAMETERS, plain
from app.web.query import read_query, write_query
from app.web.settings import Settings

SETTINGS = Settings()

REFUSED = {
    "unknown key": ("sead=1", "sead", "try seed"),
    "key twice": ("seed=1&seed=1", "seed", "Got seed twice"),
    "empty value": ("seed=", "seed", "Got seed without a value"),
    "key alone": ("seed", "seed", "Got seed without a value"),
    "underscore in a whole number": ("shape=1_0,3,4,4", "shape", "digits 0–9"),
    "underscore in a decimal": ("epsilon=1_0e-5", "epsilon", "a decimal number"),
    "other scripts' digits": ("shape=٤,3,4,4", "shape", "digits 0–9"),
    "sign": ("seed=%2B1", "seed", "digits 0–9"),
    "space": ("epsilon=1e-5%20", "epsilon", "a decimal number"),
    "nan": ("epsilon=nan", "epsilon", "a decimal number"),
    "infinity": ("scale=inf", "scale", "a decimal number"),
    "beyond float64": ("scale=1e999", "scale", "float64"),
    "vanishing": ("epsilon=1e-400", "epsilon", "float64"),
    "negative epsilon": ("epsilon=-1", "epsilon", "0 or more"),
    "control letter": ("source=a%00b", "source", "\N{REPLACEMENT CHARACTER}"),
    "line break": ("source=a%0d%0aX-Evil:1", "source", "\N{REPLACEMENT CHARACTER}"),
    "unknown convention": ("convention=caffe", "convention", "one of prince, pytorch, keras, onnx"),
    "unknown layout": ("layout=video", "layout", "one of image, sequence, features"),
    "unknown source": ("source=noise", "source", "photographs"),
    "unknown method": ("methods=batch,bacht", "methods", "batch, layer, instance, group, rms"),
    "method twice": ("methods=batch,batch", "methods", "each method once"),
    "too many methods": ("methods=batch,layer,instance,group,rms,reduce:N,reduce:C", "methods", "at most 6"),
    "unknown axis": ("methods=reduce:NX", "methods", "distinct letters out of N, C, H, W"),
    "axis twice": ("methods=reduce:NN", "methods", "distinct letters"),
    "axes out of order": ("methods=reduce:HN", "methods", "try reduce:NH"),
    "too few sizes": ("shape=4,3,4", "shape", "4, one for each of the axes N, C, H, W"),
    "size of zero": ("shape=4,3,0,4&source=gaussian", "shape", "at least 1 along axis H"),
    "too many values": ("shape=999,999,999,999&source=gaussian", "shape", "at most 67,108,864"),
    "more than the source has": ("shape=9,3,4,4", "shape", "along axis N"),
    "source without this layout": ("layout=sequence&source=photographs", "source", "layout=image"),
    "groups that do not divide": ("source=gaussian&shape=4,7,2,2&groups=2", "groups", "try 1 or 7"),
    "virtual batches that do not divide": ("virtual=3", "virtual", "try 1, 2 or 4"),
    "no virtual batches": ("virtual=0", "virtual", "divides 4"),
    "no groups": ("groups=0", "groups", "divides 3"),
    "cell outside": ("cell=0,0,0,4", "cell", "W 0–3"),
    "cell of another rank": ("cell=0,0", "cell", "N 0–3, C 0–2, H 0–3, W 0–3"),
    "turn beyond": ("turn=45,5", "turn", "degrees 0–359"),
    "own without values": ("source=own", "values", "a link does not carry it"),
    "values of another source": ("source=gaussian&values=[[1]]", "source", "source=own"),
    "values that are no numbers": ("values=[[1,2],[3,x]]", "values", "Got"),
    "values that do not fill the shape": ("values=[[1,2],[3,4]]&shape=2,3", "shape", "for 4 values"),
    "one size": ("shape=4", "shape", "Got 1 size;"),
    "a list of one axis": ("values=[1,2,3]", "shape", "try x.reshape(3, 1)."),
    "a seed over the limit": ("seed=99999999999999999999", "seed", "at most 999,999,999"),
    "five axes": ("values=[[[[[1]]]]]", "shape", "try one slice along an axis: x[:, :, 0]."),
    "values of one place with many axes": ("values=[[[[[1]]]]]", "shape", "2, 3 or 4 axes"),
}


@pytest.mark.parametrize(("query", "parameter", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals_say_what_where_and_what_to_try(query: str, parameter: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(query, SETTINGS)
    errors = {error.parameter: str(error) for error in caught.value.errors}
    assert parameter in errors, errors
    sentence = errors[parameter]
    assert words in sentence
    assert sentence.startswith("Got ") and "; expected " in sentence and "; try " in sentence
    assert all(letter.isprintable() for letter in sentence)


@pytest.mark.parametrize("query", [entry[0] for entry in REFUSED.values()], ids=REFUSED.keys())
def test_the_nearest_state_is_valid(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(query, SETTINGS)
    read_query(caught.value.nearest, SETTINGS)


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        read_query("seed=x&epsilon=y&colour=red", SETTINGS)
    assert {error.parameter for error in caught.value.errors} == {"seed", "epsilon", "colour"}


def test_a_flood_of_parameters_is_refused_before_it_is_read() -> None:
    with pytest.raises(QueryError, match="too many parameters"):
        read_query("&".join(f"k{i}=1" for i in range(5000)), SETTINGS)


def test_too_long_pasted_numbers_are_sent_another_way() -> None:
    with pytest.raises(QueryError, match="characters of numbers in an address"):
        read_query(urlencode({"values": ",".join(["1"] * 4000)}), SETTINGS)


def test_the_empty_query_is_the_opening_page() -> None:
    recipe = read_query("", SETTINGS).recipe
    assert recipe.source == "photographs"
    assert recipe.methods == ("batch", "layer", "instance")
    assert recipe == read_query(write_query(recipe), SETTINGS).recipe


def test_a_convention_brings_its_epsilon_and_what_is_said_comes_first() -> None:
    keras, prince = (read_query(f"convention={key}", SETTINGS).recipe for key in ("keras", "prince"))
    assert (keras.epsilon, keras.epsilon_place) == (1e-3, "variance")
    assert (prince.epsilon, prince.epsilon_place) == (1e-5, "deviation")
    said = read_query("convention=keras&epsilon=0.5&epsilon_place=deviation", SETTINGS).recipe
    assert (said.epsilon, said.epsilon_place) == (0.5, "deviation")
    usual = read_query("", SETTINGS).recipe
    assert (usual.convention, usual.epsilon, usual.epsilon_place) == ("pytorch", 1e-5, "variance")
    assert read_query(write_query(keras), SETTINGS).recipe == keras


def test_pasted_numbers_bring_their_own_shape() -> None:
    asked = read_query("values=[[[1,2],[3,4],[5,6]]]", SETTINGS)
    assert asked.recipe.layout_key == "sequence"
    assert asked.tensor is not None and asked.tensor.shape == (1, 3, 2)


def test_a_flat_list_takes_the_shape_that_is_said() -> None:
    asked = read_query("values=1,2,3,4,5,6,7,8&shape=2,1,2,2", SETTINGS)
    assert asked.recipe.layout_key == "image"
    assert asked.tensor is not None and asked.tensor[1, 0, 1, 1] == 8


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_back_as_the_same(value: float) -> None:
    assert float(plain(value)) == value


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    channels = draw(st.integers(1, 12))
    shape = (draw(st.integers(1, 9)), channels, draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    keys = [method.key for method in METHODS] + ["reduce:", "reduce:CW", "reduce:NCHW"]
    return Recipe(
        "image",
        shape,
        draw(st.sampled_from(["gaussian", "counting", "heavy", "constant"])),
        tuple(draw(st.integers(0, n - 1)) for n in shape),
        seed=draw(st.integers(0, 999_999_999)),
        methods=tuple(draw(st.lists(st.sampled_from(keys), min_size=1, max_size=6, unique=True))),
        groups=draw(st.sampled_from([None, 1, channels])),
        virtual=draw(st.sampled_from([None, 1, shape[0]])),
        convention=draw(st.sampled_from(["prince", "pytorch", "keras", "onnx"])),
        epsilon=draw(st.floats(0, 1e3, allow_subnormal=False)),
        epsilon_place=draw(st.sampled_from(["variance", "deviation"])),
        scale=draw(st.floats(-1e6, 1e6, allow_subnormal=False)),
        offset=draw(st.floats(-1e6, 1e6, allow_subnormal=False)),
        turn=(draw(st.integers(0, 359)), draw(st.integers(10, 80))),
        theme=draw(st.sampled_from(["auto", "dark", "projector"])),
    )


@given(recipe=recipes())
def test_every_state_survives_its_address(recipe: Recipe) -> None:
    assert read_query(write_query(recipe), SETTINGS).recipe == recipe


@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from([parameter.key for parameter in PARAMETERS] + ["x", ""]),
            st.text(max_size=12) | st.sampled_from([parameter.example for parameter in PARAMETERS]),
        ),
        max_size=6,
    )
)
def test_anything_at_all_is_a_recipe_or_a_refusal_with_a_way_out(pairs: list[tuple[str, str]]) -> None:
    try:
        read_query(urlencode(pairs), SETTINGS)
    except QueryError as error:
        read_query(error.nearest, SETTINGS)


def test_zero_has_no_sign_so_that_equal_recipes_are_written_alike():
    recipe = read_query("scale=-0&offset=-0.0&epsilon=-0", SETTINGS).recipe
    assert "-" not in write_query(recipe).replace("1e-5", "")
    assert "scale=0&" in write_query(recipe)
    assert write_query(recipe) == write_query(read_query("scale=0&epsilon=0", SETTINGS).recipe)
