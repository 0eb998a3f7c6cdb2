"""What an embedded page is asked for beside the state: options read strictly, written so that they read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons import LESSONS
from app.web.embed_query import MOST_TITLE, OPTIONS, PARTS, EmbedOptions, options_of, read_embed
from app.web.exhibits import keys
from app.web.lesson_query import parameters_of
from app.web.pairs import QueryError, pairs_of
from app.web.parameters import PARAMETER_BY_KEY
from app.web.settings import Settings, settings_from

SETTINGS = Settings()
TITLES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=30).map(lambda text: f"{text} {text}".strip())
CHOSEN = st.builds(
    EmbedOptions,
    hide=st.sets(st.sampled_from(PARTS)).map(lambda parts: tuple(part for part in PARTS if part in parts)),
    live=st.booleans(),
    play=st.booleans(),
    title=TITLES,
    fill=st.booleans(),
    paper=st.booleans(),
)
REFUSED = {
    "unknown part": ("hide=titel", "hide", "try title", "hide=title"),
    "part twice": ("hide=link,link", "hide", "a part twice", "hide=link"),
    "nothing hidden": ("hide=", "hide", "without a value", ""),
    "option twice": ("live=1&live=1", "live", "Got live twice", ""),
    "live that is not 1": ("live=yes", "live", "live=1, or no live", ""),
    "play that is off": ("play=0&hide=link", "play", "play=1, or no play", "hide=link"),
    "title of two lines": ("title=a%0ab", "title", "one line", "title=a+b"),
    "title that is too long": ("title=" + "a" * 121, "title", "at most 120", "title=" + "a" * MOST_TITLE),
    "title of blanks": ("title=+++", "title", "one line", ""),
    "title with a control letter": ("title=a%1bb", "title", "\N{REPLACEMENT CHARACTER}", "title=a+b"),
}


@given(CHOSEN, st.sampled_from(["", "shape=2,3,4,4&source=gaussian", "values=[[1,2],[3,4]]&source=own"]))
def test_what_is_written_is_read_back(options, state):
    assert options_of(pairs_of(options.beside(state))) == (options, ())


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_what_is_offered_is_right(text):
    options, _ = options_of(pairs_of(text))
    assert options_of(pairs_of(options.query)) == (options, ())


@pytest.mark.parametrize(("query", "parameter", "words", "nearest"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_told_with_the_nearest(query, parameter, words, nearest):
    options, (error,) = options_of(pairs_of(query))
    assert error.parameter == parameter
    assert words in str(error)
    assert options.query == nearest


def test_no_option_has_the_name_of_a_part_of_a_state():
    states = [PARAMETER_BY_KEY, *(parameters_of(lesson) for lesson in LESSONS)]
    assert not any(OPTIONS.keys() & state.keys() for state in states)


@pytest.mark.parametrize("key", keys())
def test_every_figure_is_read_with_all_options(key):
    found, options = read_embed(key, "hide=link,title&live=1&play=1&title=A+%3Cb%3E&theme=dark", SETTINGS)
    assert options == EmbedOptions(("title", "link"), True, True, "A <b>")
    assert (found.key, found.theme) == (key, "dark")


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(QueryError) as caught:
        read_embed("compare", "hide=titel&cell=9,9,9,9&seed=1&live=1", SETTINGS)
    assert [error.parameter for error in caught.value.errors] == ["hide", "cell"]
    assert caught.value.nearest
    found, options = read_embed("compare", caught.value.nearest, SETTINGS)
    assert "seed=1" in found.query
    assert options == EmbedOptions(hide=("title",), live=True)


@pytest.mark.parametrize(("query", "near"), [("hid=title", "hide"), ("titel=x", "title"), ("sead=1", "seed")])
def test_a_key_that_is_misspelt_is_told_the_nearest_among_all(query, near):
    with pytest.raises(QueryError) as caught:
        read_embed("compare", query, SETTINGS)
    assert caught.value.errors[0].hint == near
    read_embed("compare", caught.value.nearest, SETTINGS)


def test_a_name_that_there_is_not():
    with pytest.raises(KeyError):
        read_embed("nothing", "", SETTINGS)


def test_the_public_address_and_the_ancestors_are_settings():
    made = settings_from(
        {
            "NORMAXIS_PUBLIC_URL": "https://normaxis.example.org/",
            "NORMAXIS_EMBED_ANCESTORS": "https://a.example.org  *.b.org 'self' http://localhost:*",
        }
    )
    assert made.public_url == "https://normaxis.example.org"
    assert made.embed_ancestors == "https://a.example.org *.b.org 'self' http://localhost:*"
    assert (SETTINGS.public_url, SETTINGS.embed_ancestors) == ("", "*")
    for wrong in (
        "normaxis.example.org",
        "ftp://a.org",
        "https://a.org/path",
        "https://u@a.org",
        "https://a.org?x",
        "",
    ):
        with pytest.raises(ValueError, match="NORMAXIS_PUBLIC_URL"):
            settings_from({"NORMAXIS_PUBLIC_URL": wrong})
    for wrong in ("", "https://a.org; script-src *", "a,b", "*\n*;"):
        with pytest.raises(ValueError, match="NORMAXIS_EMBED_ANCESTORS"):
            settings_from({"NORMAXIS_EMBED_ANCESTORS": wrong})
