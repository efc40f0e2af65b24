"""The table of activity: what each request shows."""

import numpy as np
import polars as pl

from .contents import Contents
from .draws import Salt, hashed
from .requests import Requests
from .texts import addresses, chosen, tokens
from .world import Sessions, World

OPERATIONS = ["chat", "batch"]


def activity(w: World, sessions: Sessions, rows: Requests, contents: Contents, names: pl.Series) -> pl.DataFrame:
    """Return all requests in order of time.

    Args:
        w: the world.
        sessions: its sessions.
        rows: their requests.
        contents: what these are of.
        names: the id of each account.
    """
    session, account = rows.session, rows.account
    client = sessions.client[session]
    first_key = w.rng.random(len(session)) >= 0.3
    other_key = (hashed(account, session, Salt.KEY) * w.accounts.keys[account]).astype(int)
    key = np.where(first_key, 0, other_key) + account * 4
    since = (rows.at * 1e6).astype("timedelta64[us]")
    at = np.datetime64(w.start.replace(tzinfo=None), "us") + since
    return pl.DataFrame(
        {
            "account_id": names.gather(account),
            "at": pl.Series(at).dt.replace_time_zone("UTC"),
            "requests": sessions.requests[session],
            "ip": addresses(w, sessions.address[session]),
            "device_id": tokens(w, "dev", sessions.device[session]),
            "tls_fingerprint": chosen([each.fingerprint for each in w.names.clients], client),
            "user_agent": chosen([each.user_agent for each in w.names.clients], client),
            "payment_id": tokens(w, "pm", sessions.card[session]),
            "session_id": tokens(w, "s", session),
            "api_key_id": tokens(w, "key", key),
            "reasoning_artifact": tokens(w, "ra", contents.artifact),
            "template_id": tokens(w, "t", contents.template),
            "model": contents.model,
            "operation": chosen(OPERATIONS, sessions.batch[session]),
            "capability": contents.capability,
            "input_tokens": contents.input_tokens,
            "output_tokens": contents.output_tokens,
            "status": contents.status,
        }
    )
