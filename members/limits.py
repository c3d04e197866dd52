"""How often something may be done from one place: fixed windows in the cache that all processes share.

Each try takes a slot by ``add``, which is one step in Redis as in the database's table, so that two processes never
count one try for two. Whoever is counted stands in the key as a digest only.
"""

import hashlib
import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

HOUR = 3600


def allow(name: str, who: str, limit: int, seconds: int = HOUR) -> bool:
    """Take one of the ``limit`` tries that ``who`` has in the present window; False when they are used up."""
    window = int(time.time()) // seconds
    digest = hashlib.blake2b(f"{who}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=12).hexdigest()
    base = f"limit:{name}:{digest}:{window}"
    if cache.get(base):
        return False
    slots = [f"{base}:{number}" for number in range(limit)]
    taken = cache.get_many(slots)
    if any(cache.add(slot, 1, seconds) for slot in slots if slot not in taken):
        return True
    # Further tries cost one look.
    cache.set(base, 1, seconds)
    return False


def place_of(request: HttpRequest) -> str:
    """Where a request comes from: an address, of the long kind the network, as one household has them by the million."""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied):
        return "unknown"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
