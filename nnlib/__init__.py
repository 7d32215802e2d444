"""A small neural-network library, written to be read."""
