"""What the bot costs: `python -m tests.benchmarks` prints a table and writes build/bench.json."""
