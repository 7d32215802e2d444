"""Benchmarks: nnlib beside what people would use instead. Run with python -m tests.benchmarks."""
