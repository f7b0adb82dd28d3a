"""Charts on screen: Plotly graph objects from plain arrays."""
