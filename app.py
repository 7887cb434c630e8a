"""The explorer: `streamlit run app.py`, with QUALITATIVE_STUDY, QUALITATIVE_AS and QUALITATIVE_TIER in the environment.

`qualitative explore STUDY` starts it too, with the settings it should have.
"""

from qualitative.explorer.main import run

run()
