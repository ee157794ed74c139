"""One address, downloaded whole or not at all, within limits that hold whatever its server does.

Each transfer runs in a process of its own, which is ended at the deadline: a server that sends a
byte now and then keeps every time-out of a socket from passing.
"""

import ipaddress
import multiprocessing
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from pebble import ProcessExpired, ProcessPool
from requests.adapters import HTTPAdapter
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from loaders import __version__
from loaders.errors import TiltakError
from loaders.interruption import not_interrupted
from loaders.limits import MOST_REDIRECTS

CONNECT_SECONDS, READ_SECONDS = 10, 60
ATTEMPTS, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 4, 1, 30
CHUNK_BYTES = 1 << 16
# Addresses of version 4 written as ones of version 6 (RFC 6052, 4291, 2765), and site-local ones.
TRANSLATED = [
    ipaddress.IPv6Network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96", "fec0::/10")
]
PORTS = {"http": 80, "https": 443}


class _PassingError(Exception):
    """A failure that another attempt may not have."""


@dataclass(frozen=True)
class Download:
    """The content of an address, and the addresses it was redirected to, in order."""

    content: bytes
    redirected_to: tuple[str, ...]


class Downloader:
    """Downloads one address after the other; made by `downloader`."""

    def __init__(self, pool: ProcessPool, seconds: float) -> None:
        self._pool = pool
        self._seconds = seconds

    def get(self, address: str, sites: Collection[str], largest: int) -> Download:
        """Download an address of at most `largest` bytes.

        It, and what it redirects to, is on one of the `sites`, as `site_of` names them, or on a
        public one over https. Failures that pass (no connection, a broken transfer, 429 and 5xx)
        are tried again with growing waits.

        Raises TiltakError when there is no content in the end.
        """
        # A process that just begins would answer Ctrl-C with a traceback.
        with not_interrupted():
            download = self._pool.schedule(
                _download, args=[address, frozenset(sites), largest], timeout=self._seconds
            )
        try:
            return download.result()
        except TimeoutError as error:
            raise TiltakError(
                f"{address}: it could not be downloaded in {self._seconds:g} seconds; "
                "try again later."
            ) from error
        except ProcessExpired as error:
            raise TiltakError(
                f"{address}: it could not be downloaded (the process that did ended); "
                "try again later."
            ) from error


@contextmanager
def downloader(seconds: float) -> Iterator[Downloader]:
    """Give a downloader whose transfers take at most so many seconds, all attempts together."""
    pool = ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn"))
    with pool:
        yield Downloader(pool, seconds)


def site_of(address: str) -> str:
    """Name the host and port of an address: `www.nav.no:443`.

    Raises TiltakError for what is no address.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        host = None
    if not host:
        raise TiltakError(f"{address}: it is no address of the web; open the page to see it.")
    return f"{host}:{port}"


def _download(address: str, sites: Collection[str], largest: int) -> Download:
    attempts = Retrying(
        retry=retry_if_exception_type(_PassingError),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential_jitter(initial=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS),
        reraise=True,
    )
    try:
        return attempts(_download_once, address, sites, largest)
    except _PassingError as error:
        raise TiltakError(
            f"{address}: it could not be downloaded in {ATTEMPTS} attempts ({error}); "
            "try again later."
        ) from error
    except (requests.RequestException, ValueError) as error:
        raise TiltakError(
            f"{address}: it could not be downloaded ({_in_short(error)}); check the address."
        ) from error


def _download_once(address: str, sites: Collection[str], largest: int) -> Download:
    addresses = [address]
    try:
        while len(addresses) <= MOST_REDIRECTS:
            with (
                _session(addresses, sites) as session,
                session.get(
                    addresses[-1],
                    stream=True,
                    allow_redirects=False,
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                ) as response,
            ):
                if target := session.get_redirect_target(response):
                    addresses.append(urljoin(addresses[-1], target))
                    continue
                if response.status_code == 429 or response.status_code >= 500:
                    raise _PassingError(f"the server answers {response.status_code}")
                response.raise_for_status()
                content = b"".join(_chunks(response, address, largest))
                return Download(content, tuple(addresses[1:]))
    except (
        requests.ConnectionError,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
    ) as error:
        raise _PassingError(_in_short(error)) from error
    raise TiltakError(
        f"{address}: it could not be downloaded (it is redirected without end); check the address."
    )


def _session(addresses: list[str], sites: Collection[str]) -> requests.Session:
    """Make a session for the last of the addresses, which the others led to."""
    session = requests.Session()
    session.headers["User-Agent"] = f"tiltak-warehouse/{__version__}"
    if site_of(addresses[-1]) not in sites:
        if urlsplit(addresses[-1]).scheme != "https":
            raise TiltakError(
                f"{addresses[0]}: it leads to {addresses[-1]}, which is neither on the page's site "
                "nor public over https; if it may be fetched, allow it with --allow-site "
                f"{site_of(addresses[-1])}."
            )
        session.mount("https://", _PublicAdapter())
    return session


def _chunks(response: requests.Response, address: str, largest: int) -> Iterator[bytes]:
    """Give the content of a response as it comes, within its limit of size."""
    size = 0
    for chunk in response.iter_content(CHUNK_BYTES):
        size += len(chunk)
        if size > largest:
            raise TiltakError(
                f"{address}: it is larger than {largest:,} bytes, which no report is; "
                "open the address in a browser to see what it is."
            )
        yield chunk


class _PublicConnection(HTTPSConnection):
    """A connection that is closed, before a byte is sent, if it is to a host of this network.

    The address that was connected to is looked at, not the name: a name can have another address
    each time it is asked for.
    """

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        peer = ipaddress.ip_address(connection.getpeername()[0].partition("%")[0])
        if not is_public(peer):
            connection.close()
            raise TiltakError(
                f"https://{self.host}: it is on this machine or network ({peer}) and was not "
                f"fetched; if it may be, allow it with --allow-site {self.host}:{self.port}."
            )
        return connection


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the internet, not of a machine, link or private network."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner:
            return is_public(inner)
        if any(address in network for network in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicAdapter(HTTPAdapter):
    """Connects to public hosts only; behind a proxy that is the proxy's to decide."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}


def _in_short(error: Exception) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "the server does not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the transfer broke off"
    if isinstance(error, requests.ConnectionError):
        return "there is no connection to the server, or it broke off"
    return type(error).__name__
