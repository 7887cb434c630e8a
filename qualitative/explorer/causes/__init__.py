"""The parts of the Causes page."""
