"""One page: decoded once, parsed once, kept as a plain index that every collector reads."""
