"""Colours by role. A figure says what a line is; what colour that is stands here, and for screens in tokens.css.

These are the light theme's colours, the ones on paper and in files. A screen replaces each by the custom property of
the same name, `--<role>`.
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

VALUE_LOW, VALUE_HIGH = "#5b2c9d", "#c25e00"
"""The ends of the scale of values. They are as legible on white as on black: there is no other pair for dark themes."""
VALUE_SIZE = "#2a7f78"
"""The end of the scale of sizes, such as deviations."""
VALUE_NONE = "#8a8f98"
"""What stands where there is no number."""
