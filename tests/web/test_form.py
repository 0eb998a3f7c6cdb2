"""The form's gateway: what changes together, what is passed on, and that it only ever leads to the page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from app.web.form import state_of_form
from app.web.query import read_query
from app.web.settings import Settings

IMAGE = {
    "layout": "image",
    "was.layout": "image",
    "source": "gaussian",
    "was.source": "gaussian",
    "size.N": "4",
    "size.C": "6",
    "size.H": "8",
    "size.W": "8",
    "seed": "3",
    "epsilon": "1e-5",
    "epsilon_place": "variance",
    "scale": "1",
    "offset": "0",
    "groups": "",
    "values": "",
    "was.values": "",
    "methods": "batch,group,reduce:NH",
    "cell": "3,5,7,7",
}


def state(**changes: str) -> dict[str, str]:
    fields = IMAGE | {key.replace("__", "."): value for key, value in changes.items()}
    query = state_of_form(list(fields.items()))
    return {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}


def test_sizes_become_a_shape_and_blank_fields_are_left_out() -> None:
    said = state()
    assert said["shape"] == "4,6,8,8"
    assert "groups" not in said and "values" not in said
    assert read_query(state_of_form(list(IMAGE.items())), Settings()).recipe.seed == 3


def test_a_smaller_tensor_keeps_the_pinned_value_inside() -> None:
    assert state(size__H="2")["cell"] == "3,5,1,7"


def test_another_layout_drops_what_it_has_no_meaning_for() -> None:
    said = state(layout="sequence", virtual="2")
    assert "virtual" not in said and state(virtual="2")["virtual"] == "2"
    assert "shape" not in said and "cell" not in said
    assert said["methods"] == "batch,group"
    assert said["source"] == "gaussian"
    assert "source" not in state(layout="sequence", source="photographs", was__source="photographs")


def test_another_convention_brings_its_own_epsilon() -> None:
    said = state(convention="keras", was__convention="pytorch")
    assert "epsilon" not in said and "epsilon_place" not in said
    query = state_of_form(list((IMAGE | {"convention": "keras", "was.convention": "pytorch"}).items()))
    assert read_query(query, Settings()).recipe.epsilon == 1e-3
    assert state(convention="keras", was__convention="pytorch", epsilon="0.5")["epsilon"] == "0.5"
    assert state(convention="pytorch", was__convention="pytorch")["epsilon"] == "1e-5"


def test_another_source_brings_the_nearest_shape_it_can_give() -> None:
    said = state(source="photographs", size__N="40", groups="2", virtual="5")
    assert said["shape"] == "8,3,8,8"
    assert "groups" not in said and "virtual" not in said
    assert said["cell"] == "3,2,7,7"


def test_new_numbers_bring_their_own_shape() -> None:
    said = state(values="[[1,2],[3,4]]")
    assert said["source"] == "own"
    assert "shape" not in said and "layout" not in said and "cell" not in said
    assert said["methods"] == "batch,group"
    assert "reduce" not in state(values="[[1,2],[3,x]]")["methods"]


def test_new_numbers_keep_what_fits_their_axes() -> None:
    axes = "[[[[1,2]],[[3,4]]],[[[5,6]],[[7,8]]]]"  # 2 × 2 × 1 × 2
    said = state(values=axes, groups="2", virtual="3", cell="3,1,7,1", methods="reduce:WN,batch,reduce:NW,reduce:T")
    assert said["methods"] == "reduce:NW,batch"
    assert (said["groups"], said["cell"]) == ("2", "1,1,0,1")
    assert "virtual" not in said
    assert "cell" not in state(values=axes, cell="1,1") and "cell" not in state(values=axes, cell="1,1,0,٣")
    assert state(values=axes, methods="reduce:T")["methods"] == "batch,layer,instance"


def test_posted_numbers_that_are_new_keep_what_fits_and_others_are_refused_in_words(client) -> None:
    kept = "source=own&shape=4,3,4,4&seed=1&methods=batch,reduce:NC,reduce:NH&groups=5&cell=3,2,1,1&epsilon=0.5"
    headers = {"accept": "text/html", "content-type": "text/csv"}
    answer = client.post(f"/own?{kept}", content=b"1,2\n3,4\n", headers=headers)
    assert answer.status_code == 200
    wanted = "layout=features&amp;shape=2,2&amp;source=own&amp;methods=batch,reduce:NC&amp;epsilon=0.5"
    assert wanted in answer.text
    for query, content, words in (("?epsilon=x", b"1,2\n", "epsilon"), ("", b"1,x\n", "“x”"), ("?no=1", b"1,2", "no")):
        refused = client.post(f"/own{query}", content=content, headers=headers)
        assert refused.status_code == 422 and words in refused.text


def test_the_same_numbers_take_the_shape_that_is_typed() -> None:
    numbers = ",".join(map(str, range(24)))
    said = state(
        source="own", was__source="own", values=numbers, was__values=numbers, size__N="1", size__H="2", size__W="2"
    )
    assert (said["shape"], said["values"]) == ("1,6,2,2", numbers)


def test_leaving_the_own_numbers_drops_them() -> None:
    said = state(was__source="own", values="[[1,2],[3,4]]", was__values="[[1,2],[3,4]]")
    assert said["source"] == "gaussian"
    assert "values" not in said and "shape" not in said


@pytest.mark.parametrize("field", ["size__C", "seed", "epsilon", "scale", "offset"])
def test_an_emptied_number_is_passed_on_to_be_refused_and_no_default_takes_its_place(client, field: str) -> None:
    fields = IMAGE | {field.replace("__", "."): " "}
    answer = client.get("/go", params=fields, headers={"accept": "text/html"})
    assert answer.status_code == 422
    said = "with a number left empty" if field.startswith("size") else f"Got {field} without a value"
    assert said in answer.text and "Show the nearest that works" in answer.text
    if field.startswith("size"):
        assert "shape=4,1,8,8" in answer.text


@pytest.mark.parametrize("field", ["size__N", "seed", "epsilon", "scale"])
def test_what_is_typed_wrong_is_passed_on_to_be_refused_in_words(field: str) -> None:
    assert "1_0" in ",".join(state(**{field: "1_0"}).values())


def test_the_gateway_leads_to_the_page_and_nowhere_else(client: TestClient) -> None:
    for fields in (IMAGE, {"next": "//evil.example"}, {"layout": "//evil.example"}, {}):
        answer = client.get("/go", params=fields, headers={"host": "evil.example"}, follow_redirects=False)
        assert answer.status_code == 303
        location = urlsplit(answer.headers["location"])
        assert (location.scheme, location.netloc, location.path) == ("", "", "/")
    posted = client.post("/go", params=IMAGE, content=b"", follow_redirects=False)
    assert posted.status_code == 307
