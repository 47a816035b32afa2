"""The desk: what an analyst keeps open all day, as a Streamlit app of five pages. `gbi ui` opens it."""
