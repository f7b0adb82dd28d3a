"""What holds for every test: no time limit on a single property's example, no settings of the person who runs them."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("qihua", deadline=None)
settings.load_profile("qihua")

for name in ("QIHUA_CONTACT", "QIHUA_DATABASE", "QIHUA_LANG", "QIHUA_VANTAGE", "QIHUA_WORKSPACE"):
    os.environ.pop(name, None)
