"""A fifth maker of worlds, written from the description of the world alone, by somebody who knew no other maker.

It asks what one engine of sessions makes of everybody. An account has one or more personas: its owner, a nightly job, a
farm's worker, a thief. A persona has a rhythm and, for each kind of identifier, weighted slots; a slot is a pool of
values with a lease. A home line, a campus, a carrier, a VPN and a residential proxy are the same thing with other
numbers, and honest gateways are driven by the same dispatcher as farms. Operators leak: at every rung a part of the
accounts or of the traffic is not hidden. It stops being true where people have more than one group or a history:
nobody is of a company and of a campus, habits do not change, and requests have neither texts nor sessions.
"""

from .worlds import make_world

__all__ = ["make_world"]
