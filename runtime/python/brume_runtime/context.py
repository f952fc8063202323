"""The context object that a handler gets. Source: Lambda, "AWS Lambda context object in Python"."""

import os
import sys
import time


class _Plain:
    """Members by name, as AWS's context classes print them."""

    __slots__ = ()

    def __repr__(self):
        shown = ",".join(f"{name}={getattr(self, name)}" for name in self.__slots__)
        return f"{type(self).__name__}([{shown}])"


class CognitoIdentity(_Plain):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Plain):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code",
                 "app_package_name")


class ClientContext(_Plain):
    __slots__ = ("custom", "env", "client")


def _filled(instance, values):
    for name in instance.__slots__:
        setattr(instance, name, None if values is None else values.get(name))
    return instance


def client_context(values):
    context = _filled(ClientContext(), values)
    if context.client is not None:
        context.client = _filled(Client(), context.client)
    return context


def cognito_identity(values):
    identity = CognitoIdentity()
    identity.cognito_identity_id = values.get("cognitoIdentityId")
    identity.cognito_identity_pool_id = values.get("cognitoIdentityPoolId")
    return identity


class LambdaContext:
    def __init__(self, request_id, deadline_ms, client, identity, arn, tenant_id=None):
        environ = os.environ.get
        self.aws_request_id = request_id
        self.log_group_name = environ("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environ("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environ("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environ("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = arn
        self.tenant_id = tenant_id
        self.client_context = client
        self.identity = identity
        self._deadline_ms = deadline_ms

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)

    def log(self, msg):
        for_output = msg if isinstance(msg, str) else str(msg)
        sys.stdout.write(for_output)

    def __repr__(self):
        names = ("aws_request_id", "log_group_name", "log_stream_name", "function_name",
                 "memory_limit_in_mb", "function_version", "invoked_function_arn",
                 "client_context", "identity", "tenant_id")
        shown = ",".join(f"{name}={getattr(self, name)}" for name in names)
        return f"{type(self).__name__}([{shown}])"
