"""The nouns of Qihua: levels, statuses, causes, captures, evidence, observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """Administrative level of a unit, highest first."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class Status(StrEnum):
    """What an observation can say. Missing is never zero."""

    MEASURED = "measured"
    """A value was found, or everything was looked at and it is not there (0)."""
    NOT_APPLICABLE = "not_applicable"
    """The question does not arise for this site; ``cause`` says why."""
    NOT_OBSERVED = "not_observed"
    """Somebody looked and could not see; ``cause`` says why."""
    NOT_COLLECTED = "not_collected"
    """Nobody looked; ``cause`` says why."""


class Source(StrEnum):
    """Who made an observation."""

    MACHINE = "machine"
    SURVEY = "survey"
    REVIEW = "review"
    IMPORT = "import"


class Where(StrEnum):
    """The place of a piece of evidence."""

    HTML = "html"
    SCRIPT = "script"
    HEADER = "header"
    DNS = "dns"
    TLS = "tls"
    LINK_GRAPH = "link_graph"
    FILE_CELL = "file_cell"


class Cause(StrEnum):
    """Named reasons why a page or a value could not be had."""

    # The address or connection failed.
    BAD_ADDRESS = "bad_address"
    DNS_UNAVAILABLE = "dns_unavailable"
    NETWORK_UNAVAILABLE = "network_unavailable"
    DNS_FAILURE = "dns_failure"
    PRIVATE_ADDRESS = "private_address"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CUT_OFF = "cut_off"
    TLS_EXPIRED = "tls_expired"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_WRONG_NAME = "tls_wrong_name"
    TLS_FAILURE = "tls_failure"
    TLS_SM2_SUSPECTED = "tls_sm2_suspected"
    # The server answered, and not with a page for us.
    CHALLENGE = "challenge"
    HTTP_401 = "http_401"
    HTTP_403 = "http_403"
    HTTP_412 = "http_412"
    HTTP_429 = "http_429"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_AWAY = "redirect_away"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    # A page came, and not the one that belongs there.
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    WRONG_TYPE = "wrong_type"
    PARKED = "parked"
    HIJACKED = "hijacked"
    PLACEHOLDER = "placeholder"
    SCRIPT_SHELL = "script_shell"
    SOFT_404 = "soft_404"
    DECODE_FAILED = "decode_failed"
    RECORD_CUT = "record_cut"
    # The page is fine; this part could not be judged.
    PART_MISSING = "part_missing"
    VANTAGE_OUTSIDE = "vantage_outside"
    NO_HOME_PAGE = "no_home_page"
    PAGE_NOT_CAPTURED = "page_not_captured"
    BUDGET_USED = "budget_used"
    UNCONFIRMED = "unconfirmed"
    UNDATED = "undated"
    OTHER_SCRIPT = "other_script"
    LIST_BY_SCRIPT = "list_by_script"
    NO_LIST = "no_list"
    TOO_FEW = "too_few"
    TOO_FEW_EVALUATORS = "too_few_evaluators"
    # Nobody looked.
    NO_COLLECTOR = "no_collector"
    NO_SURVEY = "no_survey"
    FLAG_UNKNOWN = "flag_unknown"
    VANTAGE_UNDECLARED = "vantage_undeclared"
    NOT_IN_PLAN = "not_in_plan"
    NO_OWN_LIST = "no_own_list"
    # The question does not arise.
    LEVEL = "level"
    NO_SERVICE_DUTY = "no_service_duty"
    NO_FOREIGN_DUTY = "no_foreign_duty"
    NOT_AUTONOMOUS = "not_autonomous"
    NOTHING_BELOW = "nothing_below"
    NO_SIBLINGS = "no_siblings"
    NOT_A_PORTAL = "not_a_portal"
    NO_FOREIGN_VERSION = "no_foreign_version"
    NO_LOGIN = "no_login"
    PLATFORM_FACT = "platform_fact"


BLOCKED = frozenset(
    {
        Cause.CHALLENGE,
        Cause.HTTP_401,
        Cause.HTTP_403,
        Cause.HTTP_412,
        Cause.HTTP_429,
        Cause.ROBOTS_DISALLOWED,
        Cause.ROBOTS_UNAVAILABLE,
        Cause.TLS_SM2_SUSPECTED,
    }
)
"""A shield or rule kept us out: the site may well work for others, so it is neither reachable nor dead."""


SILENT = frozenset({Cause.DNS_FAILURE, Cause.DNS_UNAVAILABLE, Cause.NETWORK_UNAVAILABLE, Cause.REFUSED, Cause.TIMEOUT})
"""Nothing came back from the site. Where nearly all sites are silent, the network we look from is to be suspected."""


class Purpose(StrEnum):
    """Why the plan asked for a page."""

    HOME = "home"
    COLUMN = "column"
    ARTICLE = "article"
    SERVICE = "service"
    GUIDE = "guide"
    INTERACTION = "interaction"
    DISCLOSURE = "disclosure"
    FOREIGN = "foreign"
    MINORITY = "minority"
    SEARCH = "search"
    POLICY = "policy"
    INTERPRETATION = "interpretation"
    DATA = "data"
    ATTACHMENT = "attachment"
    SITEMAP = "sitemap"
    DIRECTORY = "directory"
    SCRIPT = "script"
    READING_AID = "reading_aid"
    ROBOTS = "robots"
    PROBE = "probe"
    TRY = "try"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was seen: the archived page, the place in it, at most 80 characters found there."""

    capture_id: str
    where: Where
    text: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if len(self.text) > 80:
            object.__setattr__(self, "text", self.text[:79] + "…")


NO_VISIT = 0
"""The visit number of an attempt that belongs to no visit."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived attempt to get one URL. Failures are captures too.

    id: UUID of the attempt's WARC metadata record, 32 hex digits.
    site_id: "" when the host is not in the registry. visit: its number, or NO_VISIT.
    previous: id of the capture whose redirect led here.
    requested_at: UTC instant with Z.
    body_sha256: of the body after content decoding; "" without a body.
    size: bytes of the body after content decoding.
    """

    id: str
    round_id: str
    site_id: str
    visit: int
    purpose: Purpose
    url: str
    requested_at: str
    previous: str = ""
    http_status: int | None = None
    content_type: str = ""
    cause: Cause | None = None
    address: str = ""
    elapsed_ms: int | None = None
    size: int = 0
    body_sha256: str = ""
    truncated: bool = False
    warc_file: str = ""
    warc_offset: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one indicator for one site in one round, with its evidence.

    Key: (round_id, analysis, site_id, indicator, source, revision). Nothing is updated in place;
    the highest revision holds. ``value`` is None exactly when ``status`` is not ``measured``;
    ``cause`` is None exactly when it is.
    ``k`` of ``n`` visits showed what ``value`` says.
    """

    round_id: str
    analysis: str
    site_id: str
    indicator: str
    source: Source
    revision: int
    status: Status
    value: float | None
    parts: Mapping[str, float] = field(default_factory=dict)
    cause: Cause | None = None
    k: int = 0
    n: int = 0
    evidence: tuple[Evidence, ...] = ()
    method_version: int = 1
    observed_at: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.status is Status.MEASURED):
            raise ValueError(f"{self.indicator}: status {self.status} with value {self.value}")
        if (self.cause is None) != (self.status is Status.MEASURED):
            raise ValueError(f"{self.indicator}: status {self.status} with cause {self.cause}")
