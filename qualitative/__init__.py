"""A lessons-learned analysis toolkit for reviews of alliances: anonymise, code, cluster, compare, draft."""

__version__ = "0.1.0"
