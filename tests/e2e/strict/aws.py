# AWS: signatures (Version 4) computed again, the token service, ECR, metadata.
# SPDX-License-Identifier: Apache-2.0
"""Source: AWS Signature Version 4 signing process; ECR API; STS API; IMDSv2; ECS agent."""

import base64
import calendar
import hashlib
import hmac
import json
import re
import time
import urllib.parse

from exchange import Ending, Refused
from registries import bearer, give_token, tags

REGISTRY = re.compile(r"^[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com$")
API = re.compile(r"^api\.ecr\.([a-z0-9-]+)\.amazonaws\.com$")
STS = re.compile(r"^sts\.([a-z0-9-]+)\.amazonaws\.com$")
TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"


passwords = Ending()


def keys(secrets):
    """Key id -> secret and session token."""
    return {
        "AKIAENVIRONMENT": (secrets["aws_secret"], None),
        "ASIAENVIRONMENT": (secrets["aws_secret"], secrets["aws_session"]),
        "AKIAPROFILE": (secrets["aws_profile_secret"], None),
        "ASIAWEBIDENTITY": (secrets["aws_sts_secret"], secrets["aws_sts_session"]),
        "ASIACONTAINER": (secrets["aws_container_secret"], secrets["aws_container_session"]),
        "ASIAINSTANCE": (secrets["aws_instance_secret"], secrets["aws_instance_session"]),
    }


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def check_signature(exchange, region, service):
    """As AWS does: 15 minutes, all of host and x-amz-*, the body's hash."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, *"
        r"SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})", exchange.header("authorization") or "")
    if not found:
        raise Refused(400, "no AWS4-HMAC-SHA256 signature")
    key_id, day, given_region, given_service, names, signature = found.groups()
    exchange.want((given_region, given_service) == (region, service), "wrong scope", 400)
    stamp = exchange.header("x-amz-date") or ""
    exchange.want(stamp[:8] == day, "the date is not that of the scope", 400)
    age = abs(time.time() - calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ")))
    exchange.want(age < 900, "the signature has expired", 400)
    known = keys(exchange.secrets)
    exchange.want(key_id in known, f"no key {key_id}", 400)
    secret, session = known[key_id]
    exchange.want(exchange.header("x-amz-security-token") == session, "wrong session token", 400)
    signed = names.split(";")
    exchange.want(signed == sorted(signed), "headers are not sorted", 400)
    wanted = {"host"} | {n for n in exchange.all_headers if n.startswith("x-amz-")}
    exchange.want(wanted <= set(signed), f"not signed: {sorted(wanted - set(signed))}", 400)
    missing = [n for n in signed if exchange.header(n) is None]
    exchange.want(not missing, f"signed but not sent: {missing}", 400)
    headers = "".join(f"{n}:{' '.join(exchange.header(n).split())}\n" for n in signed)
    query = "&".join(sorted(f"{urllib.parse.quote(n, '-_.~')}={urllib.parse.quote(v, '-_.~')}"
                            for n, v in exchange.query))
    canonical = "\n".join([exchange.method, exchange.path, query, headers, names,
                           hashlib.sha256(exchange.body).hexdigest()])
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, f"{day}/{region}/{service}/aws4_request",
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = sign(key, part)
    exchange.want(hmac.compare_digest(sign(key, text).hex(), signature), "wrong signature", 400)


def get_authorization_token(exchange, region):
    exchange.want(exchange.method == "POST", "no POST", 400)
    exchange.want(exchange.header("x-amz-target") == TARGET, "wrong target", 400)
    exchange.want(exchange.header("content-type") == "application/x-amz-json-1.1", "wrong type", 400)
    exchange.want(json.loads(exchange.body) == {}, "unknown parameters", 400)
    check_signature(exchange, region, "ecr")
    passwords.give("ecr")
    token = base64.b64encode(f"AWS:{exchange.secrets['ecr_password']}".encode()).decode()
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, {"authorizationData": [{
        "authorizationToken": token, "expiresAt": time.time() + 43200.5,
        "proxyEndpoint": f"https://123456789012.dkr.ecr.{region}.amazonaws.com"}]}


def assume_role(exchange):
    exchange.want_no_authorization()
    form = exchange.form("Action", "Version", "RoleArn", "RoleSessionName", "WebIdentityToken")
    exchange.want(form["Action"] == "AssumeRoleWithWebIdentity", "wrong action", 400)
    exchange.want(form["Version"] == "2011-06-15", "wrong version", 400)
    exchange.want(form["RoleArn"] == "arn:aws:iam::123456789012:role/puller", "wrong role", 403)
    exchange.want(re.fullmatch(r"[\w+=,.@-]{2,64}", form["RoleSessionName"]), "wrong name", 400)
    exchange.want(form["WebIdentityToken"] == exchange.secrets["aws_web_token"], "wrong token", 400)
    body = ('<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            "<AssumeRoleWithWebIdentityResult><Audience>sts.amazonaws.com</Audience><Credentials>"
            f"<AccessKeyId>ASIAWEBIDENTITY</AccessKeyId><SecretAccessKey>"
            f"{exchange.secrets['aws_sts_secret']}</SecretAccessKey><SessionToken>"
            f"{exchange.secrets['aws_sts_session']}</SessionToken><Expiration>2099-01-01T00:00:00Z"
            "</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
            "</AssumeRoleWithWebIdentityResponse>")
    return 200, {"Content-Type": "text/xml"}, body.encode()


def registry(exchange):
    """Basic on every request, no token server, no anonymous access."""
    challenge = {"WWW-Authenticate":
                 f'Basic realm="https://{exchange.host}/",service="ecr.amazonaws.com"'}
    exchange.want(exchange.scheme == "https", "plain http")
    if exchange.basic() != ("AWS", exchange.secrets["ecr_password"]):
        raise Refused(401, "wrong or no password", challenge)
    # "denied: Your authorization token has expired. Reauthenticate and try again."
    passwords.use("ecr", exchange, exchange.lures.get("ended_status", 403), challenge)
    return tags(exchange)


def answer(exchange):
    found = API.match(exchange.host)
    if found:
        return get_authorization_token(exchange, found.group(1))
    if STS.match(exchange.host):
        return assume_role(exchange)
    if REGISTRY.match(exchange.host):
        return registry(exchange)
    if exchange.host == "public.ecr.aws":
        if exchange.path == "/token/":
            exchange.want_no_authorization()
            return give_token(exchange, "public.ecr.aws", True)
        bearer(exchange, "https://public.ecr.aws/token/", "public.ecr.aws", "aws")
        return tags(exchange)
    return None


def keys_answer(exchange, kind):
    return 200, {}, {
        "Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": f"ASIA{kind.upper()}",
        "SecretAccessKey": exchange.secrets[f"aws_{kind}_secret"],
        "Token": exchange.secrets[f"aws_{kind}_session"], "Expiration": "2099-01-01T00:00:00Z"}


def metadata(exchange):
    folder = "/latest/meta-data/iam/security-credentials/"
    if exchange.path == "/v1/credentials":
        given = exchange.header("authorization")
        exchange.want(given == exchange.secrets["aws_container_token"], "wrong token of the agent")
        return keys_answer(exchange, "container")
    if exchange.path == "/latest/api/token":
        exchange.want(exchange.method == "PUT", "no PUT", 405)
        seconds = exchange.header("x-aws-ec2-metadata-token-ttl-seconds") or ""
        exchange.want(seconds.isdigit() and 1 <= int(seconds) <= 21600, "no lifetime", 400)
        return 200, {"Content-Type": "text/plain"}, b"session-of-the-instance=="
    if exchange.path.startswith(folder):
        exchange.want(exchange.header("x-aws-ec2-metadata-token") == "session-of-the-instance==",
                      "no session token: IMDSv2 alone answers")
        if exchange.path == folder:
            return 200, {"Content-Type": "text/plain"}, b"node-role"
        exchange.want(exchange.path == folder + "node-role", "no such role", 404)
        return keys_answer(exchange, "instance")
    if exchange.path == "/" and exchange.method == "POST":  # AWS_ENDPOINT_URL_ECR
        exchange.host = exchange.header("host")
        return get_authorization_token(exchange, "eu-west-1")
    return None
