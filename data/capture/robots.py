"""What robots.txt lets us ask for (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from data.model import Cause

_BROKEN = frozenset({Cause.TIMEOUT, Cause.CUT_OFF, Cause.DECODE_FAILED})


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host for one visitor. refusal: why nothing at all may be asked for, None if the rules decide."""

    rules: Protego
    user_agent: str
    refusal: Cause | None = None

    @classmethod
    def of(cls, text: str | None, user_agent: str) -> Robots:
        """Return the rules that a text holds; None: it could not be had, so everything is closed (§2.3.1.4)."""
        return cls(Protego.parse(text or ""), user_agent, Cause.ROBOTS_UNAVAILABLE if text is None else None)

    def forbids(self, url: str) -> Cause | None:
        """Return why an address may not be asked for; None if it may."""
        if self.refusal is not None:
            return self.refusal
        return None if self.rules.can_fetch(url, self.user_agent) else Cause.ROBOTS_DISALLOWED

    @property
    def delay(self) -> float:
        """Seconds between two requests that the host asks for; 0 if it does not say."""
        return self.rules.crawl_delay(self.user_agent) or 0.0


def rules_of(status: int | None, cause: Cause | None, body: bytes) -> str | None:
    """Return the rules that the last answer to robots.txt holds, "" for none; None where there was no usable answer.

    No file (4xx) means no rules (§2.3.1.3), and so does a redirect that leads nowhere (§2.3.1.2); a server's error means
    that nothing is known (§2.3.1.4). An HTML page sent as robots.txt holds none.
    """
    if status is None or status >= 500 or cause in _BROKEN:
        return None
    return body.decode("utf-8", "replace") if status == 200 and b"<html" not in body[:1024].lower() else ""
