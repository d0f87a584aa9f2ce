"""Benchmarks of the gateway: what is measured, against what, and how, stands in README.md."""
