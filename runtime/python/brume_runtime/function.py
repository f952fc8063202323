"""One environment of one function: finds the handler, then answers event after event."""

import json
import os
import sys

from . import context, errors, handler, marshal
from .api import Gone, RuntimeApi
from .logs import Logs


def _add_paths():
    """The function's code shadows its layers, and both what the interpreter has."""
    root = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    layers = os.environ.get("BRUME_LAYER_ROOT", "/opt")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    asked = os.environ.get("AWS_EXECUTION_ENV", "").removeprefix("AWS_Lambda_")
    paths = [root]
    for name in dict.fromkeys((asked, version)):
        paths.append(f"{layers}/python/lib/{name}/site-packages")
    paths.append(f"{layers}/python")
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[:] = paths + [path for path in sys.path if path not in paths and path != own] + [own]


class Function:
    def __init__(self):
        self._logs = Logs()
        self._api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
        self._marshaller = marshal.Marshaller()

    def run(self):
        self._logs.install()
        call = self._find_handler()
        event = self._api.next()
        while True:
            event = self._answer(call, event)

    def _find_handler(self):
        try:
            return handler.find(os.environ["_HANDLER"])
        except Exception as error:
            found = errors.error_object(error, "")
            self._logs.error(found)
            self._api.fail_init(json.dumps(found).encode(), found["errorType"])
            sys.exit(1)

    def _answer(self, call, event):
        request_id = event.text(b"lambda-runtime-aws-request-id")
        self._logs.begin(request_id)
        trace_id = event.text(b"lambda-runtime-trace-id")
        if trace_id:
            os.environ["_X_AMZN_TRACE_ID"] = trace_id
        else:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        try:
            payload = marshal.read_event(event.body, event.text(b"content-type"))
            answer = call(payload, self._context(request_id, event))
            body, content_type = self._marshaller.write_answer(answer)
        except Exception as error:
            return self._fail(request_id, error)
        return self._api.respond(request_id, body, content_type)

    def _fail(self, request_id, error):
        found = errors.error_object(error, request_id)
        self._logs.error(found)
        headers = []
        cause = errors.cause_header(error, found)
        if cause is not None:
            headers.append((b"Lambda-Runtime-Function-XRay-Error-Cause", cause))
        error.__traceback__ = None  # its frames hold the event
        return self._api.fail(request_id, json.dumps(found).encode(), headers)

    def _context(self, request_id, event):
        client = event.text(b"lambda-runtime-client-context")
        identity = event.text(b"lambda-runtime-cognito-identity")
        try:
            client = context.client_context(json.loads(client)) if client else None
        except Exception as error:
            raise errors.Fault("Runtime.LambdaContextUnmarshalError",
                               f"Unable to parse Client Context JSON: {error}") from None
        try:
            identity = context.cognito_identity(json.loads(identity) if identity else {})
        except Exception as error:
            raise errors.Fault("Runtime.LambdaContextUnmarshalError",
                               f"Unable to parse Cognito Identity JSON: {error}") from None
        return context.LambdaContext(
            request_id, int(event.text(b"lambda-runtime-deadline-ms")), client, identity,
            event.text(b"lambda-runtime-invoked-function-arn"),
            event.text(b"lambda-runtime-aws-tenant-id"))


def main():
    _add_paths()
    try:
        Function().run()
    except (Gone, ConnectionError):
        sys.exit(0)
