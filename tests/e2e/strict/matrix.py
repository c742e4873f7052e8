# Every way we know to lead a client's login astray, as registries of the strict server.
# SPDX-License-Identifier: Apache-2.0
"""
usage: matrix.py FOLDER

Writes into FOLDER: lures.json, config.json (docker's logins: one for each registry, with
a secret of its own), images (one a line), rules.json (who may see which secret).
"""

import base64
import json
import sys

# Realms of a registry {h}, and whether its login may go there: the origin, or nothing.
# "same" is the registry itself. Names end in .example, .co.uk and others that are public
# suffixes of several owners.
REALMS = [
    ("https://evil.example/token", None),
    ("http://{h}/token", None),
    ("http://evil.example/token", None),
    ("https://{h}.evil.example/token", None),
    ("https://evilcorp.example/token", None),
    ("https://evil{h}.example/token", None),
    ("https://{h}@evil.example/token", None),
    ("https://evil.example@{h}/token", None),
    ("https://{h}:443@evil.example/token", None),
    ("https://user:secret@{h}/token", None),
    ("https://evil.example./token", None),
    ("https://{h}./token", None),
    ("https://{H}/token", "same"),
    ("HTTPS://{h}/token", "same"),
    ("https://{h}:443/token", "same"),
    ("https://{h}:8443/token", "https://{h}:8443"),
    ("https://evil.example:443/token", None),
    ("https://evil.example:8443/{h}", None),
    ("https://login.corp.example/token", "https://login.corp.example"),
    ("https://corp.example/token", "https://corp.example"),
    ("https://a.b.corp.example/token", "https://a.b.corp.example"),
    ("https://corp.example.evil.example/token", None),
    ("https://evil.example/corp.example/token", None),
    ("https://evil.example?{h}/token", None),
    ("https://evil.example#@{h}/token", None),
    ("https://evil.example\\\\@{h}/token", None),
    ("https://evil.example%2f@{h}/token", None),
    ("https://evil.example%00.{h}/token", None),
    ("https://%65vil.example/token", None),
    ("https://127.0.0.1/token", None),
    ("https://[::1]/token", None),
    ("https://169.254.169.254/latest/meta-data/", None),
    ("https://2130706433/token", None),
    ("https://0x7f.1/token", None),
    ("https://[::ffff:169.254.169.254]/token", None),
    ("https://8.8.8.8/token", None),
    ("https://c\u043erp.example/token", None),
    ("https://corp.ex\u0430mple/token", None),
    ("https://xn--crp-jlc.example/token", None),
    ("//evil.example/token", None),
    ("/token", None),
    ("token", None),
    ("", None),
    ("ftp://evil.example/token", None),
    ("file:///etc/passwd", None),
    ("https:evil.example/token", None),
    ("https:///evil.example/token", None),
    ("https://evil.example /token", None),
    ("https://{h}/token?next=https://evil.example/", "same"),
    ("https://evil.example/" + "x" * 9000, None),
    ("!Bearer realm=\"https://evil.example/token\", Bearer realm=\"https://{h}/token\"", None),
    ("!Bearer realm=\"https://evil.example/token\", Basic realm=\"x\"", None),
    ("!Basic realm=\"x\", Bearer realm=\"https://evil.example/token\"", None),
]
# The registrable domain of these is not what their last two labels say.
SHARED = [
    ("registry.shop.co.uk", "https://evil.co.uk/token", None),
    ("registry.shop.co.uk", "https://login.shop.co.uk/token", "https://login.shop.co.uk"),
    ("shop.github.io", "https://evil.github.io/token", None),
    ("shop.com.br", "https://evil.com.br/token", None),
    ("shop.s3.amazonaws.com", "https://evil.s3.amazonaws.com/token", None),
    ("shop.blob.core.windows.net", "https://evil.blob.core.windows.net/token", None),
    ("shop.jfrog.io", "https://evil.jfrog.io/token", None),
    ("shop.azurecr.io", "https://evil.azurecr.io/token", None),
    ("co.uk.example", "https://co.uk/token", None),
    ("8.8.8.7", "https://8.8.8.8/token", None),
]
TARGETS = [
    ("same", "https://{h}/landed"),
    ("port", "https://{h}:8443/landed"),
    ("scheme", "http://{h}/landed"),
    ("host", "https://evil.example/landed"),
    ("sibling", "https://other.corp.example/landed"),
    ("userinfo", "https://{h}@evil.example/landed"),
    ("suffix", "https://{h}.evil.example/landed"),
    ("downgrade", "http://evil.example/landed"),
]
CODES = [301, 302, 303, 307, 308]


class Matrix:
    """What is written in the end."""

    def __init__(self):
        self.lures, self.auths, self.images, self.rules = {}, {}, [], {}

    def add(self, host, lure, may_see, kind="auth"):
        """A registry with a login of its own; it may always see that itself."""
        secret = f"canary-{len(self.rules)}-secret"
        upper = {k: [v[0], v[1].format(h=host)] if isinstance(v, list)
                 else v.format(h=host, H=host.upper()) for k, v in lure.items()}
        self.lures[host] = upper
        if kind == "auth":
            pair = base64.b64encode(f"user:{secret}".encode()).decode()
            self.auths[host] = {"auth": pair}
        else:
            self.auths[host] = {"auth": "MDow", "identitytoken": secret}
        self.images.append(f"{host}/apps/x:v1.7.9")
        self.rules[secret] = [origin.format(h=host) for origin in may_see]


def main():
    matrix = Matrix()
    count = 0

    def name(kind):
        nonlocal count
        count += 1
        return f"{kind}-{count}.corp.example"

    for realm, origin in REALMS:
        for kind in ("auth", "identity"):
            where = "https://{h}" if origin == "same" else origin
            matrix.add(name("realm"), {"scheme": "bearer", "realm": realm},
                       [where] if where else [], kind)
    for host, realm, origin in SHARED:
        own = host if host not in matrix.lures else "second." + host
        matrix.add(own, {"scheme": "bearer", "realm": realm}, [origin] if origin else [])
    for code in CODES:
        for _, target in TARGETS:
            own = ["https://{h}"]
            matrix.add(name("basic"), {"scheme": "basic", "redirect": [code, target]}, own)
            matrix.add(name("bearer"), {"scheme": "bearer", "redirect": [code, target]}, own)
            for kind in ("auth", "identity"):
                matrix.add(name("token"), {"scheme": "bearer", "token_redirect": [code, target]},
                           own, kind)
    for _, target in TARGETS:
        matrix.add(name("link"), {"scheme": "basic", "link": target + "?last=v1.7.9"},
                   ["https://{h}"])
        matrix.add(name("link"), {"scheme": "bearer", "link": target + "?last=v1.7.9"},
                   ["https://{h}"])
    # A registry token goes to the registry as it is.
    matrix.lures["direct.corp.example"] = {"scheme": "bearer",
                                           "redirect": [307, "https://evil.example/landed"]}
    matrix.auths["direct.corp.example"] = {"registrytoken": "canary-direct-token"}
    matrix.images.append("direct.corp.example/apps/x:v1.7.9")
    matrix.rules["canary-direct-token"] = ["https://direct.corp.example"]
    # A token that a second registry gave is for that one, not for where it leads in turn.
    matrix.add("astray.corp.example", {
        "scheme": "bearer", "redirect": [307, "https://first.evil.example/on"]},
               ["https://{h}"])
    matrix.lures["first.evil.example"] = {"scheme": "bearer",
                                          "redirect": [307, "https://last.evil.example/landed"]}
    matrix.lures["last.evil.example"] = {
        "scheme": "none", "link": "https://last.evil.example/landed?last=v1.7.9"}
    # What a token server gave is as good as a login: it stays there too.
    rules = {"must": matrix.rules,
             "may": {f"lured-by-{host}": [f"https://{host}"] for host in matrix.lures}}
    folder = sys.argv[1]
    for file, content in (("lures.json", matrix.lures), ("rules.json", rules),
                          ("config.json", {"auths": matrix.auths})):
        with open(f"{folder}/{file}", "w", encoding="utf-8") as out:
            json.dump(content, out)
    with open(f"{folder}/images", "w", encoding="utf-8") as out:
        out.write("".join(image + "\n" for image in matrix.images))


main()
