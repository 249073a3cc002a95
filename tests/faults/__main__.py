"""`start.py faults`: the campaign at full size; prints its table, writes build/faults.json."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.faults.campaign import SMOKE, Size, open_campaign, shown
from tests.faults.processes import ROOT, Forks
from tests.servers.postgres import Postgres
from tests.servers.valkey import Redis


def main() -> int:
    """0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="start.py faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--seconds", type=float, default=Size().seconds, help="how long people write and things break")
    parser.add_argument("--circles", type=int, default=Size().circles, help="how many triads write, 20 at most")
    parser.add_argument("--smoke", action="store_true", help="the short run of the test suite")
    arguments = parser.parse_args()
    full = replace(Size(), seconds=arguments.seconds, circles=arguments.circles)
    return asyncio.run(_run(arguments.seed, SMOKE if arguments.smoke else full))


async def _run(seed: int, size: Size) -> int:
    forks, postgres, redis = Forks(), Postgres(), Redis()
    try:
        with tempfile.TemporaryDirectory(prefix="triade-faults-") as home:
            async with open_campaign(Path(home), forks, seed, postgres, redis, size) as campaign:
                try:
                    _, table = await campaign.run()
                except AssertionError as broken:
                    print(f"A promise was broken, or not all was done in time, seed {seed}:\n{broken}", file=sys.stderr)
                    return 1
    finally:
        forks.close()
        redis.close()
        postgres.close()
    print(shown(table))
    file = ROOT / "build" / "faults.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(table, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
