"""ONS forenames and OS Open Names places → qualitative/models/gazetteers/ (both Open Government Licence v3.0).

    python -m training.gazetteers --data DIR

DIR holds names/ons_forenames.txt and names/uk_places.txt, one name a line.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

from training import export

CARD = """# gazetteers

`forenames.txt.gz`: {forenames} forenames given to babies in England and Wales. Source: Office for National
Statistics. `uk_places.txt.gz`: {places} names of populated places in Great Britain. Source: Ordnance Survey, OS Open
Names; contains OS data © Crown copyright and database right.

Both contain public sector information licensed under the Open Government Licence v3.0
(https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/). Lower-cased, typographic apostrophes
made plain, sorted, one a line.

**Used** as evidence by the names tagger and to swap names in its training; never as a verdict.
**What they miss.** Surnames; forenames borne by few people or only by people born abroad; nicknames; places in
Northern Ireland, streets and buildings. Many entries are also plain words (will, may, grace, hope, street).
"""


def packed(source: Path, target: Path) -> int:
    """Write the lower-cased, sorted names, gzipped without a time stamp; returns how many."""
    lines = source.read_text(encoding="utf-8").splitlines()
    names = sorted({line.strip().lower().replace("’", "'") for line in lines} - {""})
    target.write_bytes(gzip.compress("\n".join(names).encode("utf-8"), compresslevel=9, mtime=0))
    return len(names)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make qualitative/models/gazetteers/.")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data / "names"
    folder = export.MODELS / "gazetteers"
    folder.mkdir(parents=True, exist_ok=True)
    counts = {
        "forenames": packed(data / "ons_forenames.txt", folder / "forenames.txt.gz"),
        "places": packed(data / "uk_places.txt", folder / "uk_places.txt.gz"),
    }
    (folder / "card.md").write_text(CARD.format(**counts), encoding="utf-8")
    licences = [
        {"name": "ONS baby names, England and Wales", "licence": "OGL-UK-3.0"},
        {
            "name": "OS Open Names, Ordnance Survey, © Crown copyright and database right",
            "licence": "OGL-UK-3.0",
        },
    ]
    export.write_manifest(
        folder,
        "python -m training.gazetteers --data DIR",
        name="gazetteers",
        version="1",
        job="names of people and places",
        licences=licences,
        figures=counts,
    )
    print(counts)


if __name__ == "__main__":
    main()
