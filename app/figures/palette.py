"""Colours by role. A figure says what a line is; what colour that is stands here, and for screens in tokens.css.

ROLES are the light theme's colours, the ones on paper and in most files. A screen replaces each by the custom property
of the same name, `--<role>`; a file in another theme has that theme's written out (themed.py).
"""

ROLES: dict[str, str] = {
    "face-top": "#f3f6fb",
    "face-front": "#e4eaf4",
    "face-side": "#d3dcea",
    "grid": "#6b7a92",
    "outline": "#1b2430",
    "outline-cut": "#1b2430",
    "pool-top": "#3a86e8",
    "pool-front": "#1c64d9",
    "pool-side": "#124fb8",
    "pool-grid": "#ffffff",
    "pool-inside": "#1c64d9",
    "pool-edge": "#0f3f95",
    "selection-inside": "#1c64d9",
    "selection-outer": "#10161f",
    "selection-inner": "#ffffff",
    "label": "#1b2430",
    "label-note": "#566274",
    "chart-grid": "#e6eaef",
    "chart-axis": "#6b7a92",
    "chart-all": "#c3cbd6",
    "chart-pool": "#1c64d9",
    "chart-each": "#6b7a92",
    "chart-mark": "#1b2430",
    "map-frame": "#d9dee6",
    "map-halo": "#fbfbf9",
    "map-pool": "#124fb8",
    "map-none": "#1b2430",
}
PAPER = "#fbfbf9"

DARK: dict[str, str] = {
    "face-top": "#2b3442",
    "face-front": "#232b37",
    "face-side": "#1c232d",
    "grid": "#8290a6",
    "outline": "#d5dce6",
    "outline-cut": "#d5dce6",
    "pool-top": "#7ab2ff",
    "pool-front": "#4a8ef0",
    "pool-side": "#2f6fd0",
    "pool-grid": "#0f1a2b",
    "pool-inside": "#5c9dff",
    "pool-edge": "#a9ccff",
    "selection-inside": "#4a8ef0",
    "selection-outer": "#05080c",
    "selection-inner": "#ffffff",
    "label": "#e9edf3",
    "label-note": "#a3afbf",
    "chart-grid": "#262e39",
    "chart-axis": "#8290a6",
    "chart-all": "#475366",
    "chart-pool": "#5c9dff",
    "chart-each": "#93a1b5",
    "chart-mark": "#e9edf3",
    "map-frame": "#3a4656",
    "map-halo": "#12161c",
    "map-pool": "#7ab2ff",
    "map-none": "#e9edf3",
}
DARK_PAPER = "#12161c"

PROJECTOR: dict[str, str] = ROLES | {
    "face-top": "#ffffff",
    "face-front": "#e9eef6",
    "face-side": "#d0d9e6",
    "grid": "#4b586c",
    "outline": "#000000",
    "pool-top": "#2c78e4",
    "pool-front": "#1257cc",
    "pool-side": "#0b3f9e",
    "label": "#000000",
    "label-note": "#2c3541",
    "chart-grid": "#d3d9e2",
    "chart-axis": "#2c3541",
    "chart-all": "#aab5c4",
    "chart-pool": "#1257cc",
    "chart-each": "#4b586c",
    "chart-mark": "#000000",
}
PROJECTOR_PAPER = "#ffffff"

VALUE_LOW, VALUE_HIGH = "#5b2c9d", "#c25e00"
"""The ends of the scale of values. They are as legible on white as on black: there is no other pair for dark themes."""
VALUE_SIZE = "#2a7f78"
"""The end of the scale of sizes, such as deviations."""
VALUE_NONE = "#8a8f98"
"""What stands where there is no number."""
