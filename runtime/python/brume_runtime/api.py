"""The Runtime API over one socket that stays open: one write and one read a call.

An answer and the question for the next event go out together: the emulator hears of both at once.
"""

import socket

_ROOT = "/2018-06-01/runtime/"
# Above it the answer goes out alone: it may be refused, and then the connection ends.
_TOGETHER_MAX = 1 << 20
_READ_BYTES = 1 << 16


class Gone(Exception):
    """The emulator has closed the connection."""


class Event:
    """The next invocation: its payload, and the headers it came with."""

    __slots__ = ("headers", "body")

    def __init__(self, headers, body):
        self.headers = headers  # names in lower case, as bytes
        self.body = body

    def text(self, name):
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")


class RuntimeApi:
    def __init__(self, address):
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._address = address.encode()
        self._next = self._request("GET", "invocation/next") + b"\r\n"
        self._socket = None
        self._read = b""

    def next(self):
        self._send(self._next)
        return self._event()

    def respond(self, request_id, body, content_type):
        """Answers, and waits for the next event."""
        return self._post(f"invocation/{request_id}/response", body, content_type, b"")

    def fail(self, request_id, body, headers):
        """Answers with an error, and waits for the next event."""
        more = b"".join(b"%s: %s\r\n" % header for header in headers)
        return self._post(f"invocation/{request_id}/error", body, "application/json", more)

    def fail_init(self, body, error_type):
        more = b"Lambda-Runtime-Function-Error-Type: %s\r\n" % error_type.encode()
        self._send(self._message("init/error", body, "application/json", more))
        self._response()

    # --- the wire ---

    def _request(self, method, path):
        return b"%s %s%s HTTP/1.1\r\nHost: %s\r\n" % (
            method.encode(), _ROOT.encode(), path.encode(), self._address)

    def _message(self, path, body, content_type, more):
        head = b"Content-Type: %s\r\n%sContent-Length: %d\r\n\r\n" % (
            content_type.encode(), more, len(body))
        return self._request("POST", path) + head + body

    def _post(self, path, body, content_type, more):
        message = self._message(path, body, content_type, more)
        if len(body) <= _TOGETHER_MAX:
            self._send(message + self._next)
            self._response()
            return self._event()
        self._send(message)
        _, headers, _ = self._response()
        if headers.get(b"connection") == b"close":
            self._close()
        return self.next()

    def _send(self, message):
        if self._socket is None:
            self._socket = socket.create_connection((self._host, self._port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._read = b""
        self._socket.sendall(message)

    def _close(self):
        self._socket.close()
        self._socket = None

    def _more(self):
        data = self._socket.recv(_READ_BYTES)
        if not data:
            raise Gone
        return data

    def _response(self):
        read = self._read
        end = read.find(b"\r\n\r\n")
        while end < 0:
            read += self._more()
            end = read.find(b"\r\n\r\n")
        lines = read[:end].split(b"\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip()
        length = int(headers.get(b"content-length", b"0"))
        body = read[end + 4:end + 4 + length]
        self._read = read[end + 4 + length:]
        if len(body) < length:
            parts = [body]
            missing = length - len(body)
            while missing > 0:
                part = self._more()
                parts.append(part[:missing])
                self._read = part[missing:]
                missing -= len(part)
            body = b"".join(parts)
        return int(lines[0][9:12]), headers, body

    def _event(self):
        status, headers, body = self._response()
        if status != 200:
            raise RuntimeError(f"the Runtime API answered {status}: {body[:200]!r}")
        return Event(headers, body)
