"""What exists and what was seen: registry, catalogue, capture, page index, observations, rounds."""

VERSION = "0.1.0"
