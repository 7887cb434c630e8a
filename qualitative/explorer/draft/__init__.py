"""The parts of the Draft page."""
