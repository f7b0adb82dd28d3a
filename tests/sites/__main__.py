"""Writes digests.toml again: ``python -m tests.sites``.

Run it after adding cases, or after raising ``method_version`` in the catalogue because a collector's results changed.
A changed result under an unchanged version is refused; ``--edited`` says that the cases themselves were edited.
"""

from __future__ import annotations

import sys
from collections import defaultdict

from tests.sites.golden import DIGESTS, case_digest, cases, entry_of, known_digests

known = known_digests()
results: dict[str, dict[str, str]] = defaultdict(dict)
for case in cases():
    results[case.indicator][case.name] = case_digest(case)

changed = [
    f"{indicator}/{name}"
    for indicator, digests in results.items()
    for name, digest in digests.items()
    if known.get(indicator, {}).get("cases", {}).get(name, digest) != digest
    and known[indicator]["method_version"] == entry_of(indicator).method_version
]
if changed and "--edited" not in sys.argv:
    sys.exit("results changed; raise method_version in the catalogue first:\n" + "\n".join(changed))

lines = ["# What the golden mini-sites give, by method version. Written by `python -m tests.sites`."]
for indicator, digests in sorted(results.items()):
    lines += ["", f"[{indicator}]", f"method_version = {entry_of(indicator).method_version}", f"[{indicator}.cases]"]
    lines += [f'{name} = "{digest}"' for name, digest in sorted(digests.items())]
DIGESTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
