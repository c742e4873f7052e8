# Azure: the directory's token endpoint, metadata, and a registry's two trades.
# SPDX-License-Identifier: Apache-2.0
"""Source: Azure/acr, AAD-OAuth.md; Microsoft identity platform, client credentials."""

import re

from exchange import Ending
from registries import bearer, give_token, tags, tokens

REGISTRY = re.compile(r"^[a-z0-9]+\.azurecr\.io$")
TENANT, CLIENT = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
AUDIENCE = "https://containerregistry.azure.net"


refresh_tokens = Ending()


def directory(exchange):
    exchange.want_no_authorization()
    exchange.want(exchange.path == f"/{TENANT}/oauth2/v2.0/token", "wrong tenant", 404)
    common = ("grant_type", "client_id", "scope")
    if b"client_assertion" in exchange.body:
        form = exchange.form(*common, "client_assertion_type", "client_assertion")
        exchange.want(form["client_assertion_type"] ==
                      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "wrong kind", 400)
        exchange.want(form["client_assertion"] == exchange.secrets["azure_federated_token"],
                      "wrong assertion")
    else:
        form = exchange.form(*common, "client_secret")
        exchange.want(form["client_secret"] == exchange.secrets["azure_secret"], "wrong secret")
    exchange.want(form["grant_type"] == "client_credentials", "wrong grant", 400)
    exchange.want(form["client_id"] == CLIENT, "wrong client", 400)
    exchange.want(form["scope"] == AUDIENCE + "/.default", "wrong scope", 400)
    return 200, {}, {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599,
                     "access_token": exchange.secrets["azure_access_token"]}


def registry(exchange):
    secrets = exchange.secrets
    if exchange.path == "/oauth2/exchange":
        exchange.want_no_authorization()
        form = exchange.form("grant_type", "service", "access_token",
                             *(["tenant"] if b"tenant=" in exchange.body else []))
        exchange.want(form["grant_type"] == "access_token", "wrong grant", 400)
        exchange.want(form["service"] == exchange.host, "wrong service", 400)
        exchange.want(form.get("tenant", TENANT) == TENANT, "wrong tenant")
        exchange.want(form["access_token"] == secrets["azure_access_token"], "wrong token")
        refresh_tokens.give("azure")
        return 200, {}, {"refresh_token": secrets["azure_refresh_token"]}
    if exchange.path == "/oauth2/token":
        if exchange.method == "GET":  # scope-map tokens and service principals
            exchange.want(exchange.basic() == ("map-token", secrets["registry_token"]),
                          "a login is wanted")
            return give_token(exchange, exchange.host, True)
        exchange.want_no_authorization()
        form = exchange.form("grant_type", "service", "scope", "refresh_token", "client_id")
        exchange.want(form["grant_type"] == "refresh_token", "wrong grant", 400)
        exchange.want(form["service"] == exchange.host, "wrong service", 400)
        exchange.want(form["refresh_token"] == secrets["azure_refresh_token"], "wrong token")
        refresh_tokens.use("azure", exchange, exchange.lures.get("ended_status", 401))
        token = tokens.issue(exchange.host, form["scope"].split(), True)
        return 200, {}, {"access_token": token}
    bearer(exchange, f"https://{exchange.host}/oauth2/token", exchange.host)
    return tags(exchange)


def answer(exchange):
    if exchange.host == "login.microsoftonline.com":
        return directory(exchange)
    if REGISTRY.match(exchange.host):
        exchange.want(exchange.scheme == "https", "plain http")
        return registry(exchange)
    return None


def metadata(exchange):
    if exchange.path != "/metadata/identity/oauth2/token":
        return None
    exchange.want(exchange.header("metadata") == "true", "no Metadata: true", 400)
    exchange.want(exchange.only("api-version") == "2018-02-01", "wrong version", 400)
    exchange.want(exchange.only("resource") == AUDIENCE, "wrong resource", 400)
    return 200, {}, {"access_token": exchange.secrets["azure_access_token"], "expires_in": "86399",
                     "resource": AUDIENCE, "token_type": "Bearer"}
