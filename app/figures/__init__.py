"""Figures: meaning becomes a Plotly figure, a plain dict. Colours are named by role; nothing here knows of the web."""
