"""Writes the documents of tests/data/documents as seeds: one byte for the kind in front of the file."""
import pathlib
import sys

KINDS = ["text", "markdown", "html", "csv", "pdf", "docx", "xlsx", "xls", "ods", "odt", "pptx", "rtf", "photo"]
ENDINGS = {"txt": "text", "md": "markdown"}

target = pathlib.Path(sys.argv[1])
target.mkdir(parents=True, exist_ok=True)
for path in (pathlib.Path(__file__).parent.parent / "tests/data/documents").iterdir():
    ending = path.suffix[1:]
    kind = ENDINGS.get(ending, ending)
    if kind in KINDS and path.stat().st_size < 65_000:
        (target / path.name).write_bytes(bytes([KINDS.index(kind)]) + path.read_bytes())
