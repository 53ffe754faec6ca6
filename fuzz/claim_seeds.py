#!/usr/bin/env python3
"""Writes the cases of tests/data/claims as seeds, one file each: a document, a zero byte, the draft."""
import json
import pathlib
import sys

CLAIMS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "claims"


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for cases in sorted(path for path in CLAIMS.iterdir() if path.is_dir()):
        shops = json.loads((cases / "shops.json").read_text())
        for name in ("supported", "unsupported"):
            for case in json.loads((cases / f"{name}.json").read_text()):
                if case["shop"] in shops:
                    known = "\n".join(text for _, text in shops[case["shop"]]["docs"])
                    (folder / f"{cases.name}-{case['id']}").write_text(f"{known}\0{case['draft']}")


main(pathlib.Path(sys.argv[1]))
