#!/usr/bin/env python3
"""Writes the corpus of tests/it/webhooks as the bodies Meta would post, one file each, for the fuzzer to begin from."""
import itertools
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
WEBHOOKS = HERE.parent / "tests" / "it" / "webhooks"


def cases(name):
    return json.loads((WEBHOOKS / name).read_text())


def body(kind, update, contacts):
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "106"}, kind: [update]}
    if contacts is not None:
        value["contacts"] = contacts
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102", "changes": [change]}]}


def crossed(kind, key, shapes):
    for case, shape in itertools.product(cases(f"{kind}.json"), cases(shapes)):
        yield body(kind, case[key] | shape[key], shape.get("contacts"))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    whole = (json.loads(path.read_text())["body"] for path in sorted((WEBHOOKS / "bodies").glob("*.json")))
    messages = crossed("messages", "message", "identities.json")
    statuses = crossed("statuses", "status", "recipients.json")
    for number, seed in enumerate(itertools.chain(whole, messages, statuses)):
        (folder / f"corpus-{number:04}.json").write_text(json.dumps(seed))


main(pathlib.Path(sys.argv[1]))
