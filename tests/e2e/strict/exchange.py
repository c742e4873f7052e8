# One request as the strict server sees it, and how it says no.
# SPDX-License-Identifier: Apache-2.0
"""What all parts of the strict server have in common."""

import base64
import threading
import urllib.parse


class Refused(Exception):
    """An answer that is no 2xx, and why, for the record."""

    def __init__(self, status, reason, headers=None):
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers or {}


class Ending:
    """A login that ends after some uses, where the lures say so, until it is given anew."""

    def __init__(self):
        self.uses, self.lock = {}, threading.Lock()

    def give(self, name):
        with self.lock:
            self.uses[name] = 0

    def use(self, name, exchange, status, headers=None):
        most = exchange.lures.get("login_uses")
        with self.lock:
            self.uses[name] = self.uses.get(name, 0) + 1
            if most is not None and self.uses[name] > most:
                raise Refused(status, "the login has ended", headers)


class Exchange:
    """A request; header names are in lower case."""

    def __init__(self, method, target, headers, body, scheme, host, secrets):
        self.method, self.body, self.secrets, self.lures = method, body, secrets, {}
        self.all_headers = {}
        for name, value in headers:
            self.all_headers[name] = ", ".join(filter(None, [self.all_headers.get(name), value]))
        self.is_direct = not host and target.startswith("/")
        if target.startswith("http://"):
            split = urllib.parse.urlsplit(target)
            host, target = split.netloc, urllib.parse.urlunsplit(
                ("", "", split.path, split.query, ""))
        self.scheme, self.host, self.target = scheme, host, target
        split = urllib.parse.urlsplit(target)
        self.path, self.raw_query = split.path, split.query
        self.query = urllib.parse.parse_qsl(split.query, keep_blank_values=True)

    def header(self, name):
        return self.all_headers.get(name.lower())

    def only(self, name):
        """The one value of a query parameter."""
        values = [v for n, v in self.query if n == name]
        if len(values) != 1:
            raise Refused(400, f"{len(values)} values of {name}")
        return values[0]

    def form(self, *names):
        """A form with these fields, each once, and no other."""
        if self.header("content-type") != "application/x-www-form-urlencoded":
            raise Refused(400, "no form")
        fields = urllib.parse.parse_qsl(self.body.decode("ascii"), strict_parsing=True,
                                        keep_blank_values=True)
        if sorted(n for n, _ in fields) != sorted(names):
            raise Refused(400, f"the form has {sorted(n for n, _ in fields)}")
        return dict(fields)

    def basic(self):
        """User and password; None: no Authorization."""
        given = self.header("authorization")
        if given is None:
            return None
        kind, _, value = given.partition(" ")
        if kind != "Basic":
            raise Refused(401, f"Authorization is {kind}, not Basic")
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        return user, password

    def want(self, is_good, reason, status=401):
        if not is_good:
            raise Refused(status, reason)

    def want_no_authorization(self):
        self.want(self.header("authorization") is None, "an Authorization that nobody wants", 400)
