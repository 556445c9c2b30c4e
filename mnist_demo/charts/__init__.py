"""Values as Plotly figures and pictures, and what a click on one means."""
