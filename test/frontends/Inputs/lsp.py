# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A language client as small as an editor's can be: JSON-RPC over a server's
standard input and output. It waits for messages and gives up loudly; it knows
nothing of what the diagnostics say."""

import json
import os
import pathlib
import queue
import shutil
import subprocess
import tempfile
import threading

TIMEOUT = 60  # seconds; a wait that ends here is a failure

CAPABILITIES = {"textDocument": {
    "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True,
                           "versionSupport": True},
    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}}}


def without_configuration(home):
    """An environment in which no file of the user's configures the server."""
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith(("XDG_", "CLANGD_"))}
    return environment | {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}


class Client:
    """A session with one server. Use it in a `with` statement."""

    def __init__(self, server, fallback_flags):
        self.home = tempfile.TemporaryDirectory()
        self.log = open(os.path.join(self.home.name, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [server, "--background-index=false"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log, env=without_configuration(self.home.name))
        self.messages = queue.Queue()
        self.versions = {}
        self.last_id = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": CAPABILITIES,
                                    "initializationOptions": {"fallbackFlags": fallback_flags}})
        self.notify("initialized", {})

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.process.kill()
            self.log.seek(0)
            print(self.log.read())
        else:
            self.request("shutdown", None)
            self.notify("exit", None)
            status = self.process.wait(TIMEOUT)
            assert status == 0, f"the server ended with {status}"
        self.log.close()
        self.home.cleanup()

    def _read(self):
        stream = self.process.stdout
        while line := stream.readline():
            length = 0
            while line.strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                line = stream.readline()
            self.messages.put(json.loads(stream.read(length)))
        self.messages.put(None)

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _wait(self, wanted):
        """The first message for which `wanted` holds; those before it are dropped."""
        while True:
            message = self.messages.get(timeout=TIMEOUT)
            assert message is not None, "the server closed its output"
            if wanted(message):
                return message

    def notify(self, method, parameters):
        self._send({"method": method, "params": parameters})

    def request(self, method, parameters):
        """The result of a request; an error fails."""
        self.last_id += 1
        self._send({"id": self.last_id, "method": method, "params": parameters})
        answer = self._wait(lambda message: message.get("id") == self.last_id
                            and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, file):
        """Opens a copy of the file, with all that lies in its folder, where no
        folder above has a compile database; returns its name and diagnostics."""
        project = os.path.join(self.home.name, "project")
        shutil.copytree(os.path.dirname(file), project)
        uri = pathlib.Path(project, os.path.basename(file)).resolve().as_uri()
        self.versions[uri] = 1
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri, "languageId": "cpp", "version": 1,
            "text": pathlib.Path(file).read_text(encoding="utf-8")}})
        return uri, self._published(uri)

    def change(self, uri, text):
        """Puts `text` in place of the whole document; returns its diagnostics."""
        self.versions[uri] += 1
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": self.versions[uri]},
            "contentChanges": [{"text": text}]})
        return self._published(uri)

    def _published(self, uri):
        def is_current(message):
            return (message.get("method") == "textDocument/publishDiagnostics"
                    and message["params"]["uri"] == uri
                    and message["params"]["version"] == self.versions[uri])
        return self._wait(is_current)["params"]["diagnostics"]

    def quick_fixes(self, uri, diagnostic):
        """The changes that the server offers for a diagnostic."""
        actions = self.request("textDocument/codeAction", {
            "textDocument": {"uri": uri}, "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"]}})
        return [action for action in actions if "edit" in action]


def edited(text, edits):
    """`text` with the server's text edits (ASCII only: columns are bytes)."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def offset(position):
        return starts[position["line"]] + position["character"]

    for edit in sorted(edits, key=lambda one: offset(one["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
