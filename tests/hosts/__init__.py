"""The snippets on the systems they are for: small real pages, built, served from another host, used in a browser."""
