"""Errors as AWS's error objects, with the stack of the function's own frames."""

import json
import os
import traceback

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_CAUSE_BYTES_MAX = 1 << 20


class Fault(Exception):
    """What is wrong with the function itself: AWS has a name for each."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.trace = list(trace)


def _is_own(frame):
    return frame.filename.startswith(_OWN_FOLDER)


def _frames(error):
    frames = list(traceback.extract_tb(error.__traceback__))
    first = next((at for at, frame in enumerate(frames) if not _is_own(frame)), 0)
    # As plain tuples: without marks under the lines.
    return [(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames[first:]]


def error_object(error, request_id):
    """The object that the caller gets. Its members have AWS's order."""
    if isinstance(error, Fault):
        message, name, trace = error.message, error.error_type, error.trace
    else:
        message, name = str(error), type(error).__name__
        trace = traceback.format_list(_frames(error))
    return {"errorMessage": message, "errorType": name, "requestId": request_id,
            "stackTrace": trace}


def cause_header(error, error_object_):
    """Lambda-Runtime-Function-XRay-Error-Cause; None when it would be too long."""
    frames = [] if isinstance(error, Fault) else _frames(error)
    cause = {
        "working_directory": os.getcwd(),
        "exceptions": [{
            "message": error_object_["errorMessage"],
            "type": error_object_["errorType"],
            "stack": [{"label": name, "path": path, "line": line}
                      for path, line, name, _ in frames],
        }],
        "paths": sorted({path for path, _, _, _ in frames}),
    }
    text = json.dumps(cause).encode()
    return text if len(text) < _CAUSE_BYTES_MAX else None
