"""What a page says of itself to others: the preview of a link to it, and where it tells how to embed its figure."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from app.web.addresses import base_of

CARD_SIZE = 1200, 630
"""Of the picture of a preview, in pixels."""


@dataclass(frozen=True)
class Card:
    """The whole addresses of the page, of its picture and of its oEmbed answer, and a sentence about it."""

    page: str
    description: str
    image: str
    oembed: str
    size: tuple[int, int] = CARD_SIZE


def card_of(request: Request, key: str, query: str, page: str, description: str) -> Card:
    """The card of a page, given from the root on, that shows the exhibit of a name in the state of a query."""
    base = base_of(request)
    whole = base + page
    picture = f"{base}/embed/{key}.card.png?{query}"
    return Card(whole, description, picture, f"{base}/oembed?{urlencode({'url': whole})}")
