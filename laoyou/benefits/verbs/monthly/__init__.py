"""How a monthly run is done: gathered and decided, compared with what is held, written in bulk."""
