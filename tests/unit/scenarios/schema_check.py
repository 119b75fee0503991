"""Holds the published JSON Schema of scenarios against the library, and against broken files.

usage: schema_check.py SCHEMA FOLDER_OF_SCENARIOS
Exit 77 with a reason where the validator is not installed.
"""

import copy
import json
import pathlib
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"SKIPPED: {missing}")
    sys.exit(77)


class PlainLoader(yaml.SafeLoader):
    """Dates stay texts, as the program reads them."""


PlainLoader.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
failures = 0


def problem_of(document):
    return next((error.message for error in validator.iter_errors(document)), None)


files = sorted(pathlib.Path(sys.argv[2]).glob("*.yaml"))
documents = {file.stem: yaml.load(file.read_text(), PlainLoader) for file in files}
for name, document in documents.items():
    problem = problem_of(document)
    if problem:
        failures += 1
        print(f"{name}: {problem}")
if len(documents) < 20:
    failures += 1
    print(f"only {len(documents)} scenarios were found")


def broken(name, path, value):
    """A library file with one value replaced; None takes the key away."""
    document = copy.deepcopy(documents[name])
    at = document
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return document


# What the loader refuses by its form, the schema refuses, too.
for name, path, value in [
    ("conveyor-parcels", ["motion", "speed"], "1"),
    ("conveyor-parcels", ["motion", "speed"], "1 kg"),
    ("conveyor-parcels", ["motion", "sped"], "1 m/s"),
    ("conveyor-parcels", ["settings", "session"], "S4"),
    ("conveyor-parcels", ["load", "sack"], {}),
    ("conveyor-parcels", ["decision"], None),
    ("conveyor-parcels", ["scenario", "title"], None),
    ("conveyor-parcels", ["plugtest"], 2),
    ("conveyor-speed", ["sweep", "speed"], []),
    ("conveyor-speed", ["sweep", "speed"], ["1 m/s"]),
    ("conveyor-speed", ["sweep", "speed", "step"], None),
    ("conveyor-speed", ["sweep", "sped"], ["1 m/s", "2 m/s"]),
    ("antenna-lost", ["steps", 0], {"stimulus": "strat"}),
    ("antenna-lost", ["steps", 0], {"stimulus": "start", "verify": "identified"}),
    ("antenna-lost", ["steps", 3, "port"], 33),
    ("negative-access", ["steps", 1, "words"], ["123"]),
    ("negative-access", ["steps", 2, "password"], "1234"),
    ("antenna-lost", ["needs"], ["wings"]),
]:
    if problem_of(broken(name, path, value)) is None:
        failures += 1
        print(f"{name}: {path} = {value!r} was not refused")

print(f"{len(documents)} scenarios held against the schema, {failures} failures")
sys.exit(1 if failures else 0)
