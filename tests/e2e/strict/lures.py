# Servers that send their clients elsewhere: by a realm, a redirect, or a Link.
# SPDX-License-Identifier: Apache-2.0
"""
The lures file is a JSON object: host -> {"scheme": "basic", "bearer" or "open", and some
of "realm": URL or a whole header, "redirect": [status, URL], "link": URL,
"token_redirect": [status, URL]}. They take whatever login they get, so that what happens
next is the client's doing.
"""

from exchange import Refused


def take_page(exchange, lure):
    """What a client gets that is let in."""
    if "redirect" in lure and not exchange.path.startswith("/landed"):
        status, target = lure["redirect"]
        raise Refused(status, "redirected", {"Location": target})
    headers = {}
    if "link" in lure and "last=" not in exchange.target:
        headers["Link"] = f"<{lure['link']}>; rel=\"next\""
    body = {"name": "x", "tags": ["v1.7.9", "v1.7.30"]}
    if lure["scheme"] == "open":
        body = [{"tag_name": "v1.7.30", "published_at": "2021-04-08T00:00:00Z"}]
    return 200, headers, body


def challenge(exchange, lure):
    realm = lure.get("realm", f"https://{exchange.host}/token")
    if not realm.startswith("!"):
        realm = f'!Bearer realm="{realm}",service="{exchange.host}"'
    return {"WWW-Authenticate": realm[1:]}


def answer(exchange):
    lure = exchange.lures.get(exchange.host)
    if lure is None or exchange.scheme != "https":
        return None
    given = exchange.header("authorization")
    if exchange.path == "/token":
        if "token_redirect" in lure:
            status, target = lure["token_redirect"]
            raise Refused(status, "redirected", {"Location": target})
        return 200, {}, {"token": f"lured-by-{exchange.host}", "expires_in": 300}
    if lure["scheme"] == "basic" and given is None:
        raise Refused(401, "no login", {"WWW-Authenticate": 'Basic realm="x"'})
    if lure["scheme"] == "bearer" and given is None:
        raise Refused(401, "no token", challenge(exchange, lure))
    return take_page(exchange, lure)
