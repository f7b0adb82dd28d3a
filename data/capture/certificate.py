"""Facts of a server certificate, as plain values."""

from __future__ import annotations

from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID


def certificate_facts(der: bytes) -> dict[str, Any]:
    """Return not_before, not_after (UTC, Z), issuer, subject (common names) and names (DNS names it is valid for)."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return {
            "not_before": certificate.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "not_after": certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "issuer": _common_name(certificate.issuer),
            "subject": _common_name(certificate.subject),
            "names": _dns_names(certificate)[:20],
        }
    except ValueError:
        return {"unreadable": True}


def _common_name(name: x509.Name) -> str:
    values = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(values[0].value) if values else ""


def _dns_names(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return extension.value.get_values_for_type(x509.DNSName)
