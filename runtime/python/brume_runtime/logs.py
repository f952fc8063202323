"""Where log lines go, and how they look: text or JSON, framed or on standard output.

A frame is one event of the log, however many lines it has: a 32-bit type, a 32-bit length,
microseconds in 64 bits, the text; big-endian.
"""

import io
import json
import logging
import os
import struct
import sys
import time

_TEXT_FRAME = 0xA55A0003
_JSON_FRAME = 0xA55A0002
_LEVELS = ((logging.CRITICAL, 6), (logging.ERROR, 5), (logging.WARNING, 4), (logging.INFO, 3),
           (logging.DEBUG, 2), (0, 1))
_LEVEL_NAMES = {"TRACE": logging.DEBUG, "DEBUG": logging.DEBUG, "INFO": logging.INFO,
                "WARN": logging.WARNING, "ERROR": logging.ERROR, "FATAL": logging.CRITICAL}
_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {
    "message", "asctime", "aws_request_id", "taskName"}
_NO_BREAK_SPACE = "\u00a0"


def _level_bits(level):
    return next(bits for least, bits in _LEVELS if level >= least) << 2


class Output:
    """Standard output, or framed records on a descriptor of their own."""

    def __init__(self, descriptor):
        self._descriptor = descriptor

    @property
    def framed(self):
        return self._descriptor is not None

    def write(self, text, frame_type=_TEXT_FRAME):
        data = text.encode("utf-8", "surrogateescape")
        if not self.framed:
            sys.stdout.write(text)
            sys.stdout.flush()
            return
        rest = struct.pack(">IIQ", frame_type, len(data), time.time_ns() // 1000) + data
        while rest:
            rest = rest[os.write(self._descriptor, rest):]


class JsonFormatter(logging.Formatter):
    def formatTime(self, record, datefmt=None):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))

    def format(self, record):
        fields = {
            "timestamp": self.formatTime(record),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "stackTrace": None, "errorType": None, "errorMessage": None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": None,
        }
        if record.exc_info and record.exc_info[0] is not None:
            import traceback
            fields["stackTrace"] = traceback.format_tb(record.exc_info[2])
            fields["errorType"] = record.exc_info[0].__name__
            fields["errorMessage"] = str(record.exc_info[1])
            fields["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        for name, value in vars(record).items():
            if name not in _STANDARD_ATTRIBUTES and name not in fields:
                fields[name] = value
        shown = {name: value for name, value in fields.items() if value is not None}
        return json.dumps(shown, default=str) + "\n"


class _Handler(logging.Handler):
    def __init__(self, output, json_logs):
        super().__init__()
        self._output = output
        self._json = json_logs

    def emit(self, record):
        try:
            text = self.format(record)
            kind = _JSON_FRAME | _level_bits(record.levelno) if self._json else _TEXT_FRAME
            self._output.write(text, kind)
        except Exception:
            self.handleError(record)


class _RequestIdFilter(logging.Filter):
    def __init__(self):
        super().__init__()
        self.request_id = None

    def filter(self, record):
        record.aws_request_id = self.request_id
        return True


class Logs:
    """What a function's loggers and errors are written with. One a process."""

    def __init__(self):
        descriptor = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
        self.output = Output(None if descriptor is None else int(descriptor))
        self.json = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
        self._request = _RequestIdFilter()

    def install(self):
        """Before the function's own code, so that basicConfig() changes nothing."""
        for name in ("stdout", "stderr"):
            stream = getattr(sys, name)
            raw = io.FileIO(stream.fileno(), "w", closefd=False)
            setattr(sys, name, io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace",
                                                write_through=True))
        logging.Formatter.converter = time.gmtime
        handler = _Handler(self.output, self.json)
        if self.json:
            handler.setFormatter(JsonFormatter())
        else:
            handler.setFormatter(logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                "%Y-%m-%dT%H:%M:%S"))
        handler.addFilter(self._request)
        root = logging.getLogger()
        root.addHandler(handler)
        level = _LEVEL_NAMES.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper())
        if self.json and level is not None:
            root.setLevel(level)

    def begin(self, request_id):
        self._request.request_id = request_id

    def error(self, error):
        """An error object, as it leaves the function."""
        if self.json:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            text = json.dumps({"timestamp": stamp, "log_level": "ERROR", **error})
            end = "" if self.output.framed else "\n"
            self.output.write(text + end, _JSON_FRAME | _level_bits(logging.ERROR))
            return
        lines = [f"[ERROR] {error['errorType']}: {error['errorMessage']}",
                 "Traceback (most recent call last):"]
        for entry in error["stackTrace"]:
            for line in entry.splitlines():
                bare = line.lstrip(" ")
                lines.append(_NO_BREAK_SPACE * (len(line) - len(bare)) + bare)
        if self.output.framed:
            self.output.write("\n".join(lines), _TEXT_FRAME | _level_bits(logging.ERROR))
        else:
            self.output.write("\r".join(lines) + "\n")
