"""VIEWS: what a choice of axes does to the values, one file each, listed here in the order of their tabs."""

from app.core.errors import InputError, listed, shown
from app.views.code import CODE
from app.views.distribution import DISTRIBUTION
from app.views.layernorms import LAYERNORMS
from app.views.maps import MAPS
from app.views.matrix import MATRIX
from app.views.training import TRAINING
from app.views.view import Column, Panel, Table, View

__all__ = ["VIEWS", "Column", "Panel", "Table", "View", "view_by_key"]

VIEWS: tuple[View, ...] = (MAPS, MATRIX, DISTRIBUTION, TRAINING, LAYERNORMS, CODE)


def view_by_key(key: str) -> View:
    """The view with this key; InputError of `view` names the ones there are."""
    for view in VIEWS:
        if view.key == key:
            return view
    keys = [view.key for view in VIEWS]
    raise InputError("view", shown(key), listed(keys), keys[0], keys[0])
