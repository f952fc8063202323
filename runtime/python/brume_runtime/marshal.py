"""Events and answers as JSON. A Decimal is a number; bytes are an answer as they are."""

import decimal
import json
import os
import re
import sys

from .errors import Fault

_MARK = f"\0{os.urandom(8).hex()}:"
_MARKED = re.compile(re.escape(json.dumps(_MARK)[:-1]) + r'([^"]*)"')


def _number(value):
    if isinstance(value, decimal.Decimal):
        return _MARK + ("NaN" if value.is_nan() else str(value))
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _escapes():
    """Up to Python 3.11, AWS escapes what is not ASCII. Which one it is, the template says."""
    asked = os.environ.get("AWS_EXECUTION_ENV", "")
    version = re.fullmatch(r"AWS_Lambda_python3\.(\d+)", asked)
    return int(version.group(1)) < 12 if version else sys.version_info < (3, 12)


def read_event(body, content_type):
    if content_type != "application/json":
        return body
    try:
        return json.loads(body)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None


class Marshaller:
    def __init__(self):
        self._encoder = json.JSONEncoder(ensure_ascii=_escapes(), default=_number)

    def write_answer(self, answer):
        """The body, and its content type."""
        if isinstance(answer, bytes):
            return answer, "application/unknown"
        try:
            text = self._encoder.encode(answer)
        except Exception as error:
            raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None
        if _MARK[1:] in text:
            text = _MARKED.sub(r"\1", text)
        return text.encode("utf-8", "surrogatepass"), "application/json"
