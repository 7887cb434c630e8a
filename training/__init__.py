"""How the shipped models were made. The only place with torch; nothing in `qualitative/` imports it."""
