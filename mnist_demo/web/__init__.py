"""What the server answers itself, without Streamlit: drawings, its health, and what belongs to every answer."""
