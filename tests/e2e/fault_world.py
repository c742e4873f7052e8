# A small world of upstream servers, whole or with one fault in one kind of answer.
# SPDX-License-Identifier: Apache-2.0
"""
One World is one plain server on a port of its own (and a TLS one for clusters) that
answers as registries, forges, feeds and API servers do, from facts that are given. A
fault is put on all requests of one kind. Used by fault_matrix.
"""

import base64
import datetime
import gzip
import hashlib
import http.server
import json
import socket
import ssl
import struct
import threading
import time
import urllib.parse
import zlib

CANARY = "canary-5f3a"
TOKENS = {"registry": "registry-" + CANARY, "github": "github-" + CANARY,
          "kube": "kube-" + CANARY, "identity": "identity-" + CANARY}
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"


def day(age):
    return (datetime.datetime.now(datetime.timezone.utc)
            - datetime.timedelta(days=age)).date()


class Facts:
    """What upstream published: versions with their age in days, lines with their ends."""

    def __init__(self, lines=("2.0", "2.1")):
        ages = [(500, 400, 300, 200, 100), (60, 8)]
        self.versions = [(f"{line}.{patch}", age) for line, of_line in zip(lines, ages)
                         for patch, age in enumerate(of_line)]
        self.names = lines
        self.lines = [(lines[0], 500, 40), (lines[1], 60, -400)]  # name, age, end's age

    def changed(self, how):
        other = Facts(self.names)
        if how == "older":  # as they were a month ago
            other.versions = [v for v in self.versions if v[1] >= 30]
        elif how == "shrunk":
            other.versions = self.versions[:2]
            other.lines = self.lines[1:]
        elif how == "future":
            other.versions = [(v, a - 90 if a < 90 else a) for v, a in self.versions]
        elif how == "no-date":
            other.versions = [(v, None) for v, a in self.versions]
        return other


def stamp(age):
    return None if age is None else f"{day(age)}T09:00:00Z"


def packet(line):
    return f"{len(line) + 4:04x}{line}"


def config_of(version, platform, age):
    return json.dumps({"architecture": platform, "os": "linux", "of": version,
                       "created": stamp(age), "rootfs": {}}).encode()


def manifest_of(version, platform, age=None):
    config = config_of(version, platform, dict(Facts().versions)[version] if age is None else age)
    body = {"schemaVersion": 2, "mediaType": MANIFEST_TYPE, "layers": [], "config": {
        "mediaType": "application/vnd.oci.image.config.v1+json", "size": len(config),
        "digest": "sha256:" + hashlib.sha256(config).hexdigest()}}
    return json.dumps(body).encode()


def index_of(version):
    entries = []
    for platform in ("amd64", "arm64"):
        one = manifest_of(version, platform)
        entries.append({"mediaType": MANIFEST_TYPE, "size": len(one),
                        "digest": "sha256:" + hashlib.sha256(one).hexdigest(),
                        "platform": {"architecture": platform, "os": "linux"}})
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX_TYPE,
                       "manifests": entries}).encode()


def digest_of(body):
    return "sha256:" + hashlib.sha256(body).hexdigest()


class Answer:
    def __init__(self, kind, status, body, headers=None, media="application/json"):
        self.kind, self.status, self.headers = kind, status, dict(headers or {})
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.headers.setdefault("Content-Type", media)


class Request:
    def __init__(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        split = urllib.parse.urlsplit(handler.path)
        self.method, self.path, self.headers = handler.command, split.path, handler.headers
        self.body = handler.rfile.read(length).decode("utf-8", "replace")
        self.parts = [urllib.parse.unquote(p) for p in split.path.split("/") if p]
        self.query = dict(urllib.parse.parse_qsl(split.query, keep_blank_values=True))

    def has_token(self, name):
        return self.headers.get("Authorization") == "Bearer " + TOKENS[name]


class Upstream:
    """Every kind of answer, from facts. The caller names the base URLs."""

    def __init__(self, world):
        self.world = world

    def answer(self, request, facts):
        routes = {"v2": self.registry, "token": self.token, "github": self.github,
                  "gitlab": self.gitlab, "gitea": self.gitea, "git": self.git,
                  "dumb": self.dumb, "old": self.old, "release": self.channel, "rss": self.rss,
                  "atom": self.atom, "helm": self.helm, "endoflife": self.endoflife,
                  "release-data": self.release_data, "snapshot": self.snapshot,
                  "services": self.slack, "hub": self.hub, "quay": self.quay, "api": self.kube, "apis": self.kube,
                  "version": self.kube}
        route = routes.get(request.parts[0] if request.parts else "")
        if route is None:
            return Answer("unknown", 404, {"message": "Not Found"})
        return route(request, facts)

    # ------------------------------------------------------------- registries
    def registry(self, request, facts):
        parts = request.parts
        if not request.has_token("registry"):
            realm = self.world.base_of("token") + "/token"
            return Answer("challenge", 401, {"errors": [{"code": "UNAUTHORIZED"}]}, {
                "WWW-Authenticate": f'Bearer realm="{realm}",service="reg",'
                                    f'scope="repository:{"/".join(parts[1:3])}:pull"'})
        if parts[-2:] == ["tags", "list"]:
            return self.tags(request, facts)
        if parts[-2] == "manifests":
            return self.manifest(request.method, parts[-1], facts)
        if parts[-2] == "blobs":
            for version, age in facts.versions:
                for platform in ("amd64", "arm64"):
                    if parts[-1] == digest_of(config_of(version, platform, age)):
                        return Answer("blob", 200, config_of(version, platform, age),
                                      media="application/octet-stream")
        return Answer("unknown", 404, {"errors": [{"code": "NAME_UNKNOWN"}]})

    def tags(self, request, facts):
        name = "/".join(request.parts[1:3])
        tags = [v for v, _ in facts.versions] + ["latest"]
        first = "last" not in request.query
        page, headers = (tags[:6], {}) if first else (tags[6:], {})
        if first and len(tags) > 6:
            headers["Link"] = f'</v2/{name}/tags/list?last={tags[5]}>; rel="next"'
        return Answer("tags-1" if first else "tags-2", 200,
                      {"name": name, "tags": page}, headers)

    def manifest(self, method, reference, facts):
        known = {}
        for version, _ in facts.versions:
            known[version] = (index_of(version), INDEX_TYPE)
            known[digest_of(index_of(version))] = known[version]
            for platform in ("amd64", "arm64"):
                one = manifest_of(version, platform)
                known[digest_of(one)] = (one, MANIFEST_TYPE)
        known["latest"] = known[facts.versions[-1][0]]
        kind = "head" if method == "HEAD" else "index"
        if kind == "index" and reference.startswith("sha256:"):
            kind = "manifest"
        if reference not in known:
            return Answer(kind, 404, {"errors": [{"code": "MANIFEST_UNKNOWN"}]})
        body, media = known[reference]
        return Answer(kind, 200, body, {"Docker-Content-Digest": digest_of(body)}, media)

    def token(self, request, facts):
        kind = "token-post" if request.method == "POST" else "token-get"
        if kind == "token-post" and TOKENS["identity"] not in request.body:
            return Answer(kind, 401, {"details": "no"})
        return Answer(kind, 200, {"token": TOKENS["registry"], "expires_in": 300})

    # ----------------------------------------------------------------- forges
    def pages(self, kind, entries, request, size=4):
        number = int(request.query.get("page", 1))
        headers = {}
        if number * size < len(entries):
            following = urllib.parse.urlencode(dict(request.query, page=number + 1))
            headers["Link"] = f'<{self.world.base_of(kind)}{request.path}?{following}>; rel="next"'
        return Answer(f"{kind}-{number}", 200, entries[(number - 1) * size:number * size], headers)

    def tagged(self, forge, request, facts, list_name):
        """A project without release objects: an empty list, then its tags."""
        if request.parts[-1] == "releases":
            return Answer(forge + "-none", 200, [])
        assert request.path.endswith(list_name)
        return self.pages(forge + "-tags", [
            {"name": "v" + v, "created_at": stamp(a),
             "commit": {"created": stamp(a), "committed_date": stamp(a)}}
            for v, a in reversed(facts.versions)], request)

    def github(self, request, facts):
        if not request.has_token("github"):
            return Answer("github-1", 401, {"message": "Bad credentials"})
        if "tagged" in request.path:
            return self.tagged("github", request, facts, "/tags")
        entries = [{"id": i, "tag_name": "v" + v, "draft": False, "prerelease": False,
                    "published_at": stamp(a), "html_url": f"https://github.example/{v}"}
                   for i, (v, a) in enumerate(reversed(facts.versions))]
        return self.pages("github", entries, request)

    def gitlab(self, request, facts):
        if "tagged" in request.path:
            return self.tagged("gitlab", request, facts, "/repository/tags")
        entries = [{"tag_name": "v" + v, "name": v, "released_at": stamp(a),
                    "upcoming_release": a is not None and a < 0}
                   for v, a in reversed(facts.versions)]
        return self.pages("gitlab", entries, request)

    def gitea(self, request, facts):
        if "tagged" in request.path:
            return self.tagged("gitea", request, facts, "/tags")
        entries = [{"id": i, "tag_name": "v" + v, "draft": False, "prerelease": False,
                    "published_at": stamp(a)} for i, (v, a) in enumerate(reversed(facts.versions))]
        return self.pages("gitea", entries, request)

    def git(self, request, facts):
        if request.method == "GET":
            said = (packet("# service=git-upload-pack\n") + "0000" + packet("version 2\n")
                    + packet("ls-refs=unborn\n") + packet("fetch=shallow\n") + "0000")
            return Answer("git-refs", 200, said.encode(),
                          media="application/x-git-upload-pack-advertisement")
        said = "".join(packet(f"{'%040x' % i} refs/tags/v{v}\n")
                       for i, (v, _) in enumerate(facts.versions, 1)) + "0000"
        return Answer("git-ls", 200, said.encode(), media="application/x-git-upload-pack-result")

    def dumb(self, request, facts):
        """A repository as plain files: one line a ref, with no end of its own."""
        said = "".join(f"{'%040x' % i}\trefs/tags/v{v}\n"
                       for i, (v, _) in enumerate(facts.versions, 1))
        return Answer("git-dumb", 200, said.encode(), media="text/plain; charset=utf-8")

    def old(self, request, facts):
        """A server that knows version 0 of the protocol alone: all refs at once."""
        refs = [f"{'%040x' % 7} HEAD\0multi_ack symref=HEAD:refs/heads/main agent=git/1.8\n"]
        refs += [f"{'%040x' % i} refs/tags/v{v}\n" for i, (v, _) in enumerate(facts.versions, 1)]
        said = packet("# service=git-upload-pack\n") + "0000" + "".join(map(packet, refs)) + "0000"
        return Answer("git-old", 200, said.encode(),
                      media="application/x-git-upload-pack-advertisement")

    # ------------------------------------------------------------------ feeds
    def channel(self, request, facts):
        """Kubernetes' channels: the newest of all, and of each line."""
        name = request.parts[-1].removesuffix(".txt").removeprefix("stable").removeprefix("-")
        found = [v for v, _ in facts.versions if v.startswith(name + "." if name else "")]
        kind = "channel-line" if name else "channel"
        if not found:
            return Answer("unknown", 404, b"no", media="text/plain")
        return Answer(kind, 200, ("v" + found[-1]).encode(), media="text/plain")

    def rss(self, request, facts):
        items = "".join(
            f"<item><title>One {v}</title><guid isPermaLink=\"false\">{v}</guid>"
            + (f"<pubDate>{day(a):%d %b %Y} 09:00:00 GMT</pubDate>" if a is not None else "")
            + "</item>" for v, a in reversed(facts.versions[-4:]))
        return Answer("rss", 200, ('<rss version="2.0"><channel>' + items
                                   + "</channel></rss>").encode(), media="application/rss+xml")

    def atom(self, request, facts):
        entries = "".join(
            f"<entry><id>{v}</id><title>v{v}</title>"
            f'<link href="https://forge.example/acme/releases/tag/v{v}"/>'
            + (f"<published>{stamp(a)}</published>" if a is not None else "") + "</entry>"
            for v, a in reversed(facts.versions[-4:]))
        return Answer("atom", 200, ('<feed xmlns="http://www.w3.org/2005/Atom">'
                                    + entries + "</feed>").encode(), media="application/atom+xml")

    def helm(self, request, facts):
        lines = ["apiVersion: v1", "entries:", "  one:"]
        for v, a in facts.versions:  # the newest at the end, where it is lost first
            created = f', created: "{stamp(a)}"' if a is not None else ""
            lines.append(f"  - {{version: {v}, appVersion: {v}{created}}}")
        lines.append(f'generated: "{stamp(1)}"')
        return Answer("helm", 200, "\n".join(lines + [""]).encode(), media="text/yaml")

    def endoflife(self, request, facts):
        lines = [{"name": name, "label": name, "releaseDate": str(day(age)), "isLts": False,
                  "isEol": end > 0, "eolFrom": str(day(end)), "isMaintained": end <= 0}
                 for name, age, end in reversed(facts.lines)]
        return Answer("endoflife", 200, {"schema_version": "1.2.0", "result": {
            "name": "one", "label": "one", "releases": lines}})

    def release_data(self, request, facts):
        return Answer("release-data", 200, {
            "releases": {x[0]: {"name": x[0]} for x in facts.lines},
            "versions": {v: {"name": v, "date": None if a is None else str(day(a))}
                         for v, a in facts.versions}})

    # ------------------------------------------- what registries tell of dates
    def hub(self, request, facts):
        pushed = [{"name": v, "last_updated": stamp(a), "tag_last_pushed": stamp(a)}
                  for v, a in reversed(facts.versions)]
        name = request.parts[-1]
        if name != "tags":
            found = [entry for entry in pushed if entry["name"] == name]
            return Answer("hub-tag", 200 if found else 404, found[0] if found else {"message": "no"})
        return Answer("hub-tags", 200, {"count": len(pushed), "next": None, "previous": None,
                                        "results": pushed[:1]})

    def quay(self, request, facts):
        pushed = [{"name": v, "start_ts": int(time.time()) - a * 86400 if a is not None else 0}
                  for v, a in reversed(facts.versions)]
        wanted = request.query.get("specificTag")
        if wanted is not None:
            return Answer("quay-tag", 200, {"tags": [t for t in pushed if t["name"] == wanted],
                                            "page": 1, "has_additional": False})
        return Answer("quay-tags", 200, {"tags": pushed[:1], "page": 1, "has_additional": True})

    # ------------------------------------------------- snapshots, Slack, clusters
    def snapshot(self, request, facts):
        kind = "snapshot-sig" if request.path.endswith(".sig") else "snapshot"
        with open(self.world.snapshot + (".sig" if kind == "snapshot-sig" else ""), "rb") as file:
            return Answer(kind, 200, file.read(), media="application/octet-stream")

    def slack(self, request, facts):
        return Answer("slack", 200, b"ok", media="text/plain")

    def kube(self, request, facts):
        if not request.has_token("kube"):
            return Answer("unknown", 401, {"kind": "Status", "code": 401})
        if request.parts == ["version"]:
            return Answer("kube-version", 200, {
                "major": self.world.kubernetes.split(".")[0], "minor": "30",
                "gitVersion": "v" + self.world.kubernetes})
        if request.parts[-1] == "nodes":
            version = "v" + self.world.kubernetes
            return Answer("kube-nodes", 200, {
                "kind": "NodeList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"},
                "items": [{"metadata": {"name": "node-1"}, "status": {"nodeInfo": {
                    "kubeletVersion": version, "kubeProxyVersion": version}}}]})
        if request.parts[-1] != "pods":
            return Answer("kube-owners", 200, {"kind": "PartialObjectMetadataList",
                                               "apiVersion": "meta.k8s.io/v1",
                                               "metadata": {"resourceVersion": "7"}, "items": []})
        first = "continue" not in request.query
        images = self.world.images[:1] if first else self.world.images[1:]
        metadata = {"resourceVersion": "7"}
        if first:
            metadata["continue"] = "page-2"
        pods = [{"metadata": {"name": f"pod-{tag.replace('.', '-')}", "namespace": "shop",
                              "uid": tag},
                 "spec": {"containers": [{"name": "one", "image": image}]},
                 "status": {"phase": "Running"}}
                for image in images for tag in [image.rsplit(":", 1)[1]]]
        return Answer("kube-pods-1" if first else "kube-pods-2", 200,
                      {"kind": "PodList", "apiVersion": "v1", "metadata": metadata, "items": pods})


# ------------------------------------------------------------------------ faults
LOGIN = b"<!DOCTYPE html><html><title>Log in</title><p>Welcome to the hotel.</html>"


def bomb(media):
    """Many megabytes that begin as what was asked for, in a few kilobytes."""
    begin = {"application/json": b'{"tags":["2.0.0"', "text/yaml": b"entries:\n  one:\n"}
    return gzip.compress(begin.get(media, b"[") + b" " * (80 << 20), 9)


def cut_gzip(body):
    """Its first half to the end of a line, flushed as by who then dies: no end, no checksum."""
    packer = zlib.compressobj(wbits=31)
    half = body[:body.rfind(b"\n", 0, len(body) // 2 + 1) + 1 or len(body) // 2]
    return packer.compress(half) + packer.flush(zlib.Z_SYNC_FLUSH)


BOMBS = {}
BOMB_LOCK = threading.Lock()


def double_keys(answer):
    """Each key of an object a second time, before, with nothing in it; else all twice."""
    try:
        whole = json.loads(answer.body)
    except ValueError:
        return answer.body + answer.body
    if isinstance(whole, list):
        return json.dumps(whole + whole).encode()
    empty = {dict: {}, list: [], str: "", int: 0, bool: False, type(None): None}
    first = ", ".join(f"{json.dumps(k)}: {json.dumps(empty[type(v)])}" for k, v in whole.items())
    return b"{" + first.encode() + b", " + answer.body.lstrip()[1:]


def other_type(answer):
    body = answer.body.lstrip()
    return b"{}" if body[:1] == b"[" else b"[]" if body[:1] == b"{" else b"\x00\x01\x02{["


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "world", ""

    def log_message(self, *args):
        pass

    def do_GET(self):
        world = self.server.world
        request = Request(self)
        answer = world.upstream.answer(request, world.facts)
        if world.is_hit(answer.kind):
            if world.fault in world.CHANGES:
                answer = world.upstream.answer(request, world.changed)
            else:
                answer = self.spoil(world.fault, answer)
        if answer is not None:
            self.send(answer)

    do_HEAD = do_POST = do_GET

    def spoil(self, fault, answer):
        """The answer with the fault in it; None: it was sent already, or never will be."""
        headers = answer.headers
        if fault.isdigit():
            extra = {"Retry-After": "1"} if fault in ("429", "503") else {}
            body = b"" if fault in ("204", "304") else {"message": "as told"}
            return Answer(answer.kind, int(fault), body, extra)
        if fault == "empty":
            answer.body = b""
        elif fault == "wait":
            return Answer(answer.kind, 429, {"message": "as told"}, {"Retry-After": "1000000000"})
        elif fault == "nul":
            answer.body = answer.body[:len(answer.body) // 2] + b"\0" + answer.body[len(answer.body) // 2:]
        elif fault == "deep":
            answer.body = b"[" * 100000 + answer.body
        elif fault == "headers":
            headers.update({f"X-Header-{i}": "again" for i in range(300)})
        elif fault == "self":
            answer = Answer(answer.kind, 302, b"", {"Location": self.path})
        elif fault == "login":
            return Answer(answer.kind, 200, LOGIN, media="text/html")
        elif fault == "redirect":
            answer = Answer(answer.kind, 302, b"", {"Location": self.server.world.foreign + self.path})
        elif fault == "type":
            answer.body = other_type(answer)
        elif fault == "double":
            answer.body = double_keys(answer)
        elif fault == "bomb":
            with BOMB_LOCK:
                media = headers["Content-Type"]
                if media not in BOMBS:
                    BOMBS[media] = bomb(media)
            answer.body, headers["Content-Encoding"] = BOMBS[media], "gzip"
        elif fault == "gzip":
            packed = gzip.compress(answer.body)
            answer.body, headers["Content-Encoding"] = packed[:-9] + b"\xff" * 9, "gzip"
        elif fault == "gzip-cut":
            answer.body, headers["Content-Encoding"] = cut_gzip(answer.body), "gzip"
        elif fault == "loop":
            headers["Link"] = f'<{self.path}>; rel="next"'
        elif fault == "far-link":
            headers["Link"] = f'<{self.server.world.foreign}{self.path}>; rel="next"'
        elif fault == "digest":
            headers["Docker-Content-Digest"] = "sha256:" + "0" * 64
        elif fault == "close":
            self.close_connection = True
            return None
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return None
        elif fault in ("cut", "unframed", "slow"):
            self.send_part(fault, answer)
            return None
        return answer

    def send_part(self, fault, answer):
        """The beginning of it: cut off, ended by the connection alone, or never ended."""
        self.close_connection = True
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if fault != "unframed":
            self.send_header("Content-Length", str(len(answer.body) + 2))
        self.end_headers()
        part = answer.body[:1] if fault == "slow" else answer.body[:max(1, len(answer.body) // 2)]
        if self.command != "HEAD":
            self.wfile.write(part)
        if fault == "slow":
            self.connection.settimeout(60)
            try:
                self.connection.recv(1)
            except OSError:
                pass

    def send(self, answer):
        etag = '"%s"' % hashlib.sha256(answer.body).hexdigest()[:20]
        if answer.status == 200 and self.command == "GET":
            answer.headers["ETag"] = etag
            if self.headers.get("If-None-Match") == etag:
                answer.status, answer.body = 304, b""
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    world = None

    def handle_error(self, request, client_address):
        pass


def serve(host, world, tls=None):
    server = Quiet((host, 0), Handler)
    server.world = world
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


class World:
    """One run's servers. Endpoints: what the policy or an answer names by a base URL."""

    CHANGES = ("older", "shrunk", "future", "no-date")
    ENDPOINT_FAULTS = ("refused", "tls-name", "tls-expired")

    def __init__(self, images, snapshot, certificates, foreign, endpoint=None, kind=None,
                 fault=None, kubernetes="1.30.4", lines=("2.0", "2.1")):
        self.kubernetes = kubernetes
        self.images, self.snapshot, self.foreign = images, snapshot, foreign
        self.kind, self.fault, self.hits = kind, fault, 0
        self.lock = threading.Lock()
        self.facts = Facts(lines)
        self.changed = self.facts.changed(fault)
        self.upstream = Upstream(self)
        self.servers = [serve("127.0.0.1", self)]
        self.base = f"http://127.0.0.1:{self.servers[0].server_port}"
        self.bases = {}
        if fault in ("tls-name", "tls-expired"):
            self.add_tls(endpoint, certificates[fault])
        elif fault == "refused":
            with socket.socket() as closed:
                closed.bind(("127.0.0.1", 0))
                scheme = "https" if endpoint == "kube" else "http"
                self.bases[endpoint] = f"{scheme}://127.0.0.1:{closed.getsockname()[1]}"
        if "kube" not in self.bases:
            self.add_tls("kube", certificates["good"])

    def add_tls(self, endpoint, certificate):
        server = serve("127.0.0.1", self, certificate)
        self.servers.append(server)
        self.bases[endpoint] = f"https://127.0.0.1:{server.server_port}"

    def base_of(self, endpoint):
        return self.bases.get(endpoint, self.base)

    def is_hit(self, kind):
        if kind != self.kind or self.fault in self.ENDPOINT_FAULTS:
            return False
        with self.lock:
            self.hits += 1
        return True

    def close(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()


class ForeignHandler(Handler):
    """Another host: it answers as the world does, and remembers what it was sent."""

    def do_GET(self):
        foreign = self.server.world
        with foreign.lock:
            foreign.seen.append(f"{self.command} {self.path} "
                                + " ".join(f"{k}: {v}" for k, v in self.headers.items()))
        self.close_connection = True
        self.send(Answer("foreign", 200, {"name": "x", "tags": ["2.0.0"]}))

    do_HEAD = do_POST = do_GET


class Foreign:
    def __init__(self):
        self.seen, self.lock = [], threading.Lock()
        self.server = Quiet(("127.0.0.2", 0), ForeignHandler)
        self.server.world = self
        self.base = f"http://127.0.0.2:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
