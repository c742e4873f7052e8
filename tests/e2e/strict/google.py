# Google: claims by RS256 verified, its token endpoint, metadata, two registries.
# SPDX-License-Identifier: Apache-2.0
"""Source: Google's OAuth 2.0 for service accounts; Artifact Registry authentication."""

import base64
import json
import re
import subprocess
import tempfile
import time

from exchange import Ending, Refused
from registries import bearer, give_token, tags

REGISTRY = re.compile(r"^(([a-z0-9-]+\.)?gcr\.io|[a-z0-9-]+-docker\.pkg\.dev)$")
SCOPE = "https://www.googleapis.com/auth/cloud-platform"


access_tokens = Ending()


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def check_claim(exchange, assertion):
    head, claims, signature = assertion.split(".")
    with tempfile.NamedTemporaryFile() as public, tempfile.NamedTemporaryFile() as signed:
        public.write(exchange.secrets["google_public_key"].encode())
        public.flush()
        signed.write(decode(signature))
        signed.flush()
        verified = subprocess.run(["openssl", "dgst", "-sha256", "-verify", public.name,
                                   "-signature", signed.name], input=f"{head}.{claims}".encode(),
                                  stdout=subprocess.DEVNULL, check=False).returncode == 0
    exchange.want(verified, "wrong signature")
    head, claims = json.loads(decode(head)), json.loads(decode(claims))
    exchange.want(head == {"alg": "RS256", "typ": "JWT", "kid": "key-1"}, f"header {head}")
    exchange.want(set(claims) == {"iss", "scope", "aud", "iat", "exp"}, f"claims {claims}")
    exchange.want(claims["iss"] == "puller@project.iam.gserviceaccount.com", "wrong account")
    exchange.want(claims["aud"] == f"https://{exchange.host}/token", "wrong audience")
    exchange.want(claims["scope"] == SCOPE, "wrong scope")
    exchange.want(abs(claims["iat"] - time.time()) < 300, "wrong time")
    exchange.want(0 < claims["exp"] - claims["iat"] <= 3600, "too long")


def token_endpoint(exchange):
    exchange.want_no_authorization()
    exchange.want(exchange.path == "/token" and exchange.method == "POST", "no such path", 404)
    if b"jwt-bearer" in exchange.body:
        form = exchange.form("grant_type", "assertion")
        exchange.want(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer",
                      "wrong grant", 400)
        check_claim(exchange, form["assertion"])
    else:
        form = exchange.form("grant_type", "client_id", "client_secret", "refresh_token")
        exchange.want(form["grant_type"] == "refresh_token", "wrong grant", 400)
        exchange.want(form["client_secret"] == exchange.secrets["google_client_secret"],
                      "wrong client")
        exchange.want(form["refresh_token"] == exchange.secrets["google_refresh_token"],
                      "wrong refresh token", 400)
    access_tokens.give("google")
    return 200, {}, {"access_token": exchange.secrets["google_access_token"], "expires_in": 3599,
                     "token_type": "Bearer"}


def is_known(exchange, user, password):
    """An access token, or a whole key file."""
    if user == "oauth2accesstoken":
        return password == exchange.secrets["google_access_token"]
    if user == "_json_key_base64":
        password = base64.b64decode(password, validate=True).decode()
    if user in ("_json_key", "_json_key_base64"):
        key = json.loads(password)
        return key["private_key"].strip() == exchange.secrets["google_private_key"].strip()
    return False


# Tag: when it was made and uploaded, in milliseconds.
IMAGES = {"v1.7.9": (1549843200000, 1549886400000), "v1.7.10": (1553731200000, 1553767200000),
          "v1.7.30": (1617840000000, 1617876000000)}
LIST = re.compile(r"^/v2/(.+)/tags/list$")


def tag_list(exchange, name):
    """With days, unless a client asks in other registries' way: with a number of tags."""
    is_artifact_registry = exchange.host.endswith("pkg.dev")
    last = dict(exchange.query).get("last")
    chosen, headers = list(IMAGES), {}
    if is_artifact_registry:  # in pages; a number of tags is honoured
        first = chosen.index(last) + 1 if last else 0
        chosen = chosen[first:first + 2]
        if chosen[-1] != "v1.7.30":
            headers["Link"] = (f'<https://{exchange.host}{exchange.path}?last={chosen[-1]}>; '
                               'rel="next"')
    images = {}
    for tag in chosen if "n" not in dict(exchange.query) else ():
        made, uploaded = (0, 0) if name.endswith("undated") else IMAGES[tag]
        images["sha256:" + tag.encode().hex().rjust(64, "0")] = {
            "imageSizeBytes": "27361342", "layerId": "", "tag": [tag],
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "timeCreatedMs": "315532800000" if is_artifact_registry else str(made),
            "timeUploadedMs": uploaded if is_artifact_registry else str(uploaded)}
    return 200, headers, {"child": [], "manifest": images, "name": name, "tags": chosen}


def registry(exchange):
    realm = f"https://{exchange.host}/v2/token"
    if exchange.path == "/v2/token":
        given = exchange.basic()
        if given is not None and not is_known(exchange, *given):
            raise Refused(401, "wrong user or password")
        if given is not None and given[0] == "oauth2accesstoken":
            access_tokens.use("google", exchange, 401)
        return give_token(exchange, exchange.host, given is not None)
    bearer(exchange, realm, exchange.host)
    asked = LIST.match(exchange.path)
    return tag_list(exchange, asked.group(1)) if asked else tags(exchange)


def answer(exchange):
    if exchange.host == "oauth2.googleapis.com":
        return token_endpoint(exchange)
    if REGISTRY.match(exchange.host):
        exchange.want(exchange.scheme == "https", "plain http")
        return registry(exchange)
    return None


def metadata(exchange):
    if not exchange.path.startswith("/computeMetadata/"):
        return None
    exchange.want(exchange.header("metadata-flavor") == "Google", "no Metadata-Flavor", 403)
    exchange.want(exchange.header("x-forwarded-for") is None, "forwarded", 403)
    exchange.want(exchange.path ==
                  "/computeMetadata/v1/instance/service-accounts/default/token", "no such path", 404)
    flavor = {} if exchange.secrets.get("google_is_false") else {"Metadata-Flavor": "Google"}
    return 200, flavor, {"access_token": exchange.secrets["google_access_token"],
                         "expires_in": 3000, "token_type": "Bearer"}
