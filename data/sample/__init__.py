"""The fictional sample (演示数据): units, sites, pages, faults, and the truth about them."""

from data.sample.plan import AS_OF, SEED
from data.sample.planted import OWN_LISTS
from data.sample.registry_files import write_registry
from data.sample.server import serve
from data.sample.survey import survey_table

__all__ = ["AS_OF", "OWN_LISTS", "SEED", "serve", "survey_table", "write_registry"]
