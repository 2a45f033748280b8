"""Certificates of a bank that exists in a test only: its authority, its servers, and those who pretend to be them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "db.bank.example"
_LONG_AGO = timedelta(days=40)
_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM."""

    certificate: bytes
    key: bytes


class Authority:
    """Signs certificates of servers; `file` is what a device trusts."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        own = _draft(self._name, self._name, self._key.public_key(), datetime.now(UTC) + _AHEAD)
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def server(self, host: str = HOST, *, until: timedelta = _AHEAD) -> Pair:
        """A certificate for `host` that is good for so long from now on, or was until then."""
        key = ec.generate_private_key(ec.SECP256R1())
        draft = _draft(_name(host), self._name, key.public_key(), datetime.now(UTC) + until)
        draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return _pair(draft.sign(self._key, hashes.SHA256()), key)


def self_signed(host: str = HOST) -> Pair:
    """What somebody in the middle can make without an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    draft = _draft(_name(host), _name(host), key.public_key(), datetime.now(UTC) + _AHEAD)
    draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return _pair(draft.sign(key, hashes.SHA256()), key)


def _draft(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - _LONG_AGO)
        .not_valid_after(until)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    return Pair(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
