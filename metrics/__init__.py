"""What it is worth. Pure: frames in, frames out; no file, network, clock or global state."""
