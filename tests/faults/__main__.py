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

#: what a run is asked for: it ends when all of it has been
ASKED = {
    "circles": "how many triads write",
    "updates": "how many updates",
    "kills": "how many kill -9 of a process",
    "db_stops": "how many stops of the database",
    "redis_stops": "how many stops of Redis",
    "seconds": "people and troubles stop after so long in any case",
}


def main() -> int:
    """0 when all that was asked has been, and every promise was kept."""
    parser = argparse.ArgumentParser(prog="start.py faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    for name, words in ASKED.items():
        kind, default = type(getattr(Size(), name)), getattr(Size(), name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=default, help=f"{words} ({default})")
    parser.add_argument("--smoke", action="store_true", help="the short run of the test suite")
    arguments = parser.parse_args()
    full = replace(Size(), **{name: getattr(arguments, name) for name in ASKED})
    return asyncio.run(_run(arguments.seed, SMOKE if arguments.smoke else full))


async def _run(seed: int, size: Size) -> int:
    forks, postgres, redis = Forks(), Postgres(), Redis()
    try:
        with tempfile.TemporaryDirectory(prefix="triade-faults-") as home:
            async with open_campaign(Path(home), forks, seed, postgres, redis, size) as campaign:
                _, table = await campaign.run()
    finally:
        forks.close()
        redis.close()
        postgres.close()
    print(shown(table))
    file = ROOT / "build" / "faults.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(table, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for broken in table["broken"]:
        print(f"broken: {broken}", file=sys.stderr)
    return 0 if table["kept"] and not table["not_reached"] else 1


if __name__ == "__main__":
    sys.exit(main())
