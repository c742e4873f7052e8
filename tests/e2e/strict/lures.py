# Registries that send their clients elsewhere: by a realm, a redirect, or a Link.
# SPDX-License-Identifier: Apache-2.0
"""
The lures file is a JSON object: host -> {"scheme": "basic" | "bearer" | "post", and one
of "realm": URL, "redirect": [status, URL], "link": URL, "token_redirect": [status, URL]}.
They take whatever login they get, so that what happens next is the client's doing.
"""

from exchange import Refused


def take_page(exchange, lure):
    """What a client gets that is let in."""
    if "redirect" in lure:
        status, target = lure["redirect"]
        raise Refused(status, "redirected", {"Location": target})
    headers = {}
    if "link" in lure and "last=" not in exchange.target:
        headers["Link"] = f"<{lure['link']}>; rel=\"next\""
    return 200, headers, {"name": "x", "tags": ["v1.7.9", "v1.7.30"]}


def answer(exchange):
    lure = exchange.lures.get(exchange.host)
    if lure is None:
        return None
    given = exchange.header("authorization")
    if exchange.path == "/token":
        if "token_redirect" in lure:
            status, target = lure["token_redirect"]
            raise Refused(status, "redirected", {"Location": target})
        return 200, {}, {"token": "lured", "expires_in": 300}
    if lure.get("scheme") == "basic":
        if given is None:
            raise Refused(401, "no login", {"WWW-Authenticate": 'Basic realm="x"'})
        return take_page(exchange, lure)
    realm = lure.get("realm", f"https://{exchange.host}/token")
    if given is None:
        raise Refused(401, "no token", {
            "WWW-Authenticate": f'Bearer realm="{realm}",service="{exchange.host}"'})
    return take_page(exchange, lure)
