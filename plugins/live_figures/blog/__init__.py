"""The face to Pelican: nothing outside of this room knows it."""
