"""Benchmarks: `make bench` measures this machine and writes bench/RESULTS.md."""
