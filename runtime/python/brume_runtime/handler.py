"""From the name of a handler to the function. Source: Lambda, "Define Lambda function handler in
Python"; the texts of AWS's runtime interface client."""

import importlib
import sys

from .errors import Fault


def find(name):
    """The function that `name` leads to. Raises Fault, or what the function's own module raises."""
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{name}': {error}") from None
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict",
                    f"Cannot use built-in module {module_name} as a handler module")
    module = _module(module_name)
    if not hasattr(module, function_name):
        raise Fault("Runtime.HandlerNotFound",
                    f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def _module(name):
    try:
        return importlib.import_module(name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError",
                    f"Unable to import module '{name}': {error}") from None
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Fault("Runtime.UserCodeSyntaxError",
                    f"Syntax error in module '{name}': {error}", trace) from None
