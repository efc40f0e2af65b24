"""The places of a world: home lines, carriers, offices, hosting, VPN exits, proxies, and what is public.

All are there from the first day to the last, and no two providers share a network.
"""

from typing import Any

import numpy as np

from .values import Array, Real, Values, mix64


class Places(Values):
    """Addresses that exist before anybody uses them, and the ready-made slots of homes, mobiles and VPNs."""

    def places(self) -> None:
        """Lay out the internet, and what is public."""
        n, r = self.n, self.r
        self.nisp, self.perisp = 40, max(50 * n // 40, 4000)
        self.perisp = min(self.perisp, 60000)
        # home lines of 40 providers
        self.new("ip", self.nisp * self.perisp)
        off, _ = self.pool("ip", np.arange(self.nisp * self.perisp))
        self.isp = [(off + i * self.perisp, self.perisp) for i in range(self.nisp)]
        # /16s of the internet (first two bytes)
        blocks = r.permutation(np.arange(20 * 256, 215 * 256))
        self.ispbase = blocks[: self.nisp].astype(np.int64) << 16
        self.bizperm = r.permutation(60 * 65536)[:60000]
        self.bizbase, self.hostbase = blocks[40:100].astype(np.int64) << 16, blocks[100:130].astype(np.int64) << 16
        # addresses of the values above the homes
        self.hostblk, self.ipx = r.permutation(30 * 256), []
        self.nb = self.nh = 0
        self.carriers = [self.pool("ip", self.biz(max(3, int(n / 80 / 6 * self.par["cgnat_size"])))) for _ in range(6)]
        self.vpnexits = self.hosting(max(20, n // 10), 8)
        self.vpnpool = self.pool("ip", self.vpnexits)
        # CI runners
        self.cipool = self.pool("ip", self.hosting(max(6, n // 400), 4))
        # small cloud servers, now and then re-used by strangers
        self.cloud = self.pool("ip", self.hosting(max(100, n // 5), 6))
        # serverless platforms: one egress for many tenants
        self.paas = self.pool("ip", self.hosting(max(6, n // 300), 6))
        # security egress of many companies
        self.sase = self.pool("ip", self.hosting(max(4, n // 600), 4))
        # cafes, libraries, hotels
        self.wifi = self.pool("ip", self.biz(max(10, n // 60)))
        vend = max(200, int(n * self.par["vendor_size"]))
        self.vendors = [r.choice(self.nisp * self.perisp, vend, replace=False) for _ in range(3)]
        self.popular = self.new("template", 20)
        self.longtail = self.pool("template", self.new("template", max(60, n // 10)))
        # machine ids baked in public images
        self.images = self.pool("device", self.new("device", 15))
        # blobs printed in public docs and tests
        self.samples = self.pool("artifact", self.new("artifact", 4))
        self.disposable = self.domains(40)

    def biz(self, k: int) -> Array:
        """Return new addresses of business lines."""
        v = self.bizperm[self.nb : self.nb + k]
        self.nb += k
        self.ipx.append(self.bizbase[v >> 16] + (v & 65535))
        return self.new("ip", k)

    def hosting(self, k: int, per: int = 1) -> Array:
        """Return new addresses of servers, so many to a network of 256."""
        i = self.nh + np.arange(k) // per
        self.nh = i[-1] + 1
        b = self.hostblk[i % len(self.hostblk)]
        a = (
            self.hostbase[b // 256]
            + (b % 256) * 256
            + (3 + (mix64(b, 9) * 150).astype(int) + (np.arange(k) % per) * 13 + (i // len(self.hostblk)) * 7) % 254
        )
        self.ipx.append(a)
        return self.new("ip", k)

    # ready-made slots
    def harnesses(self, k: int) -> Array:
        """Draw prompts of harnesses, the first of which are the most popular."""
        return self.popular[(20 * self.r.random(k) ** self.par["popular_z"]).astype(int)]

    def home(self, p: Array, w: Real, key: Array, static: float = 0.45) -> None:
        """Give personas a home line; the key says which."""
        isp = (mix64(key, 11) * self.nisp).astype(int)
        lease = np.where(mix64(key, 12) < static, 1e6, np.exp(np.log(1) + mix64(key, 13) * np.log(40)))
        self.slot("ip", p, w, pool=(np.array([o for o, _ in self.isp])[isp], self.perisp), lease=lease, key=key)

    def mobile(self, p: Array, w: Real, key: Array) -> None:
        """Give personas exits of a carrier, shared with many."""
        c = (mix64(key, 21) * 6).astype(int)
        self.slot(
            "ip",
            p,
            w,
            pool=(np.array([o for o, _ in self.carriers])[c], np.array([z for _, z in self.carriers])[c]),
            z=1.8,
            lease=np.exp(np.log(0.06) + mix64(key, 22) * np.log(12)),
            key=key,
        )

    def vpn(self, p: Array, w: Real, key: Any) -> None:
        """Give personas exits of a public VPN."""
        self.slot(
            "ip", p, w, pool=self.vpnpool, z=2.5, lease=np.exp(np.log(0.15) + mix64(key, 23) * np.log(40)), key=key
        )
