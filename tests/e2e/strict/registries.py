# Docker Hub, GitHub, GitLab, Harbor, Quay and others: their token servers and tag lists.
# SPDX-License-Identifier: Apache-2.0
"""Source: distribution's token specification, and each registry's own documents."""

import base64
import json
import re

from exchange import Refused

NAME = re.compile(r"^/v2/(.+)/(tags/list|manifests/[^/]+)$")
SCOPE = re.compile(r"^repository:([a-z0-9._/-]+):pull$")


class Tokens:
    """What was given out: for which service and repositories."""

    def __init__(self):
        self.given = {}

    def issue(self, service, scopes, is_known, public="library/"):
        access = set()
        for scope in scopes:
            found = SCOPE.match(scope)
            if not found:
                raise Refused(400, f"no scope: {scope}")
            if is_known or found.group(1).startswith(public):
                access.add(found.group(1))
        token = f"token-{len(self.given)}-of-{service}"
        if service in SAYS_WHAT_IT_OPENS:
            claims = {"aud": service, "access": [
                {"type": "repository", "name": n, "actions": ["pull"]} for n in sorted(access)]}
            middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
            token = f"h.{middle}.{token.replace(chr(46), chr(95))}"
        self.given[token] = (service, access)
        return token


# Services whose tokens are claims that name repositories; the others' are opaque.
SAYS_WHAT_IT_OPENS = {"registry.docker.io", "container_registry", "harbor-registry", "quay.io"}
tokens = Tokens()

# Host: realm, service, user, name of the secret, whether strangers get a token at all.
KNOWN = {
    "registry-1.docker.io": ("https://auth.docker.io/token", "registry.docker.io",
                             "alice", "docker_password", True),
    "ghcr.io": ("https://ghcr.io/token", "ghcr.io", "octocat", "github_pat", False),
    "registry.gitlab.com": ("https://gitlab.com/jwt/auth", "container_registry",
                            "gitlab+deploy-token-1", "gitlab_token", True),
    "harbor.corp.example": ("https://harbor.corp.example/service/token", "harbor-registry",
                            "robot$ci+puller", "harbor_robot", True),
    "quay.io": ("https://quay.io/v2/auth", "quay.io", "acme+puller", "quay_robot", True),
    "sso.corp.example": ("https://login.corp.example/oauth2/token", "sso.corp.example",
                         None, "identity_token", True),
}
REALMS = {tuple(k[0][len("https://"):].split("/", 1)): k for k in KNOWN.values()}


def scopes_of(exchange):
    found = [s for n, v in exchange.query if n == "scope" for s in v.split()]
    exchange.want(found, "no scope", 400)
    return found


def give_token(exchange, service, is_known, gives_strangers=True):
    exchange.want(exchange.scheme == "https" and exchange.method == "GET", "no GET", 405)
    exchange.want(exchange.only("service") == service, "wrong service", 400)
    scopes = scopes_of(exchange)
    names = {n for n, _ in exchange.query}
    exchange.want(names <= {"service", "scope", "account", "client_id"}, f"query {names}", 400)
    token = tokens.issue(service, scopes, is_known)
    if not gives_strangers and len(tokens.given[token][1]) != len(scopes):
        raise Refused(403, "strangers get no token for what is private")
    return 200, {}, {"token": token, "access_token": token, "expires_in": 300,
                     "issued_at": "2026-01-01T00:00:00Z"}


def token_server(exchange, realm, service, user, secret, gives_strangers):
    password = exchange.secrets[secret]
    if user is None:  # identity tokens, traded by POST
        exchange.want_no_authorization()
        exchange.want(exchange.method == "POST", "no POST", 405)
        form = exchange.form("grant_type", "client_id", "service", "scope", "refresh_token")
        exchange.want(form["grant_type"] == "refresh_token" and form["service"] == service,
                      "wrong form", 400)
        exchange.want(form["refresh_token"] == password, "wrong identity token")
        return 200, {}, {"access_token": tokens.issue(service, form["scope"].split(), True),
                         "expires_in": 300}
    given = exchange.basic()
    if given is not None:
        if given != (user, password):
            raise Refused(401, "wrong user or password")
        exchange.want(exchange.only("account") == user, "the account is another", 400)
    return give_token(exchange, service, given is not None, gives_strangers)


def bearer(exchange, realm, service, scope=None):
    """Lets a token through that opens the repository; else a 401 with the challenge."""
    found = NAME.match(exchange.path)
    if scope or found:
        scope = f',scope="{scope or "repository:" + found.group(1) + ":pull"}"'
    challenge = {"WWW-Authenticate": f'Bearer realm="{realm}",service="{service}"{scope}'}
    given = exchange.header("authorization") or ""
    if not given.startswith("Bearer "):
        raise Refused(401, "no token", challenge)
    known = tokens.given.get(given[len("Bearer "):])
    if known is None or known[0] != service or not found or found.group(1) not in known[1]:
        raise Refused(401, "a token that does not open this", challenge)


def tags(exchange):
    found = NAME.match(exchange.path)
    if not found or exchange.method not in ("GET", "HEAD"):
        raise Refused(404, "no such path")
    if found.group(2) == "manifests/v1.7.30":
        created = {"org.opencontainers.image.created": "2021-04-08T10:00:00Z"}
        return 200, {"Content-Type": "application/vnd.oci.image.manifest.v1+json"}, {
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "layers": [], "annotations": created}
    if found.group(2) != "tags/list":
        raise Refused(404, "no such manifest")
    return 200, {}, {"name": found.group(1), "tags": ["v1.7.9", "v1.7.30"]}


def answer(exchange):
    if exchange.scheme != "https":
        return None
    known = REALMS.get((exchange.host, exchange.path[1:]))
    if known:
        return token_server(exchange, *known)
    if exchange.host in KNOWN:
        realm, service = KNOWN[exchange.host][:2]
        bearer(exchange, realm, service)
        return tags(exchange)
    return None
