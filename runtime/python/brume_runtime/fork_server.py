"""A fork server: an interpreter that has imported what functions need, and forks one at a request.

One thread, and no code of any function's in it. It speaks to the emulator over a socket of packets,
descriptor 4; each packet is one JSON object.

  request  {"start": ID, "environment": {...}, "folder": "/var/task", "staging": "/tmp/...",
            "mounts": [[kind, source, target, type, data, flags], ...]}, with the descriptor of the
            pipe that the function's output goes to
  answer   {"started": ID, "pid": N}, or {"refused": ID, "why": "..."}
           {"exited": ID, "status": as waitpid() says it, "rss": bytes at most}

The emulator kills functions by their process groups. When it goes, or this process does, they go.
"""

import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time

_CONTROL = 4
_TELEMETRY_LOG = 3
_PACKET_BYTES = 1 << 18
_OPEN_FILES_MAX = 1024  # Source: Lambda quotas, "file descriptors: 1,024"

# What handlers import most, or what that imports.
_COMMON = ("base64", "boto3.session" if "boto3" in sys.argv else "copy", "collections.abc", "csv",
           "dataclasses", "datetime", "decimal", "email.message", "enum", "functools", "hashlib",
           "hmac", "html", "http.client", "io", "itertools", "json", "logging", "math", "operator",
           "pathlib", "pickle", "random", "re", "secrets", "shutil", "socket", "ssl", "string",
           "struct", "subprocess", "tempfile", "textwrap", "threading", "time", "traceback",
           "typing", "urllib.parse", "urllib.request", "uuid", "zipfile", "zoneinfo")
# Services whose models are read before the first fork.
_CLIENTS = ("dynamodb", "s3", "sqs", "sns", "lambda", "events", "sts")

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_CLONE_NEWNS = 0x00020000
_FOLDER, _LINK, _MOUNT = range(3)

_libc = ctypes.CDLL(None, use_errno=True)


def _preload():
    for name in _COMMON:
        try:
            importlib.import_module(name)
        except ImportError:
            pass  # not every interpreter has all
    from . import function  # noqa: F401  the client itself
    if "boto3" in sys.argv:
        _preload_boto3()


def _preload_boto3():
    """Reads the models of common services once; each client made later finds them read."""
    try:
        import boto3
        import botocore.loaders
    except ImportError:
        return
    read = botocore.loaders.JSONFileLoader.load_file
    models = {}

    def load_file(self, path):
        if path not in models:
            models[path] = read(self, path)
        return models[path]

    botocore.loaders.JSONFileLoader.load_file = load_file
    session = boto3.session.Session(aws_access_key_id="none", aws_secret_access_key="none",
                                    region_name="us-east-1")
    for service in _CLIENTS:
        session.client(service)


class Refused(Exception):
    pass


def _check(result, what):
    if result != 0:
        raise Refused(f"{what}: {os.strerror(ctypes.get_errno())}")


def _bytes(text):
    return text.encode() if text else None


def _make_file_system(mounts):
    if not mounts:
        return
    _check(_libc.unshare(_CLONE_NEWNS), "unshare")
    for kind, source, target, file_system, data, flags in mounts:
        if kind == _FOLDER:
            os.makedirs(target, exist_ok=True)
        elif kind == _LINK:
            os.symlink(source, target)
        else:
            _check(_libc.mount(_bytes(source), _bytes(target), _bytes(file_system),
                               ctypes.c_ulong(flags), _bytes(data)), target)


def _arrange_descriptors(log):
    for to in (1, 2, _TELEMETRY_LOG):
        os.dup2(log, to)
    os.closerange(_TELEMETRY_LOG + 1, _OPEN_FILES_MAX * 4)


def _forget_shadowed(root):
    """A module of the function's own comes before one of the library's that is loaded already."""
    try:
        names = {name.removesuffix(".py") for name in os.listdir(root)}
    except OSError:
        return
    for shadowed in names & _library_modules:
        for name in [name for name in sys.modules if name.partition(".")[0] == shadowed]:
            del sys.modules[name]


class _Child:
    """What the forked process still has to become."""

    def __init__(self, request, log, parent):
        self._request = request
        self._log = log
        self._parent = parent

    def become(self):
        request = self._request
        os.setpgid(0, 0)
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != self._parent:
            os._exit(1)
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        _arrange_descriptors(self._log)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(_OPEN_FILES_MAX, most), most))
        try:
            os.mkdir(request["staging"], 0o700)
            _make_file_system(request["mounts"])
            os.chdir(request["folder"])
        except (OSError, Refused) as error:
            os.write(2, f"brume: the environment cannot be made: {error}\n".encode())
            os._exit(1)
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        sys.argv[:] = ["/var/runtime/bootstrap.py"]
        _forget_shadowed(os.environ.get("LAMBDA_TASK_ROOT", ""))
        gc.enable()


class ForkServer:
    def __init__(self):
        self._control = socket.socket(fileno=_CONTROL)
        self._ids = {}  # by pid
        self._staging = {}
        self._wakeup, wakeup_end = socket.socketpair()
        self._wakeup.setblocking(False)
        wakeup_end.setblocking(False)
        self._wakeup_end = wakeup_end
        signal.set_wakeup_fd(wakeup_end.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self):
        """Returns in a child, what it is to become."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wakeup, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self._wakeup.fileno():
                    self._reap()
                else:
                    child = self._receive()
                    if child is not None:
                        return child

    def _receive(self):
        packet, descriptors, _, _ = socket.recv_fds(self._control, _PACKET_BYTES, 1)
        if not packet:
            os._exit(0)  # the emulator has gone; the children die with this process
        request = json.loads(packet)
        try:
            return self._start(request, descriptors[0])
        finally:
            for descriptor in descriptors:
                try:
                    os.close(descriptor)
                except OSError:
                    pass  # a child has closed it

    def _start(self, request, log):
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            self._send({"refused": request["start"], "why": f"fork: {error.strerror}"})
            return None
        if pid == 0:
            child = _Child(request, log, parent)
            child.become()
            return child
        try:
            os.setpgid(pid, pid)
        except OSError:
            pass  # it was faster
        self._ids[pid] = request["start"]
        self._staging[pid] = request["staging"]
        self._send({"started": request["start"], "pid": pid})
        return None

    def _reap(self):
        try:
            while self._wakeup.recv(4096):
                pass
        except BlockingIOError:
            pass
        while True:
            try:
                # While its leader is not reaped, the number of the group is its own.
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None:
                return
            ours = found.si_pid in self._ids
            if ours:
                try:
                    os.killpg(found.si_pid, signal.SIGKILL)
                except OSError:
                    pass
            pid, status, usage = os.wait4(found.si_pid, 0)
            if ours:
                self._send({"exited": self._ids.pop(pid), "status": status,
                            "rss": usage.ru_maxrss * 1024})
                try:
                    os.rmdir(self._staging.pop(pid))
                except OSError:
                    pass

    def _send(self, message):
        self._control.sendall(json.dumps(message).encode())


def _be_subreaper_free():
    """Orphans of the children go on to the zygote, which ends them."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


_library_modules = frozenset()


def main():
    global _library_modules
    before = {name.partition(".")[0] for name in sys.modules}
    _preload()
    # What AWS's own client has loaded is not a function's to shadow there, either.
    _library_modules = frozenset(
        name.partition(".")[0] for name in sys.modules) - before - {"brume_runtime", "json",
                                                                    "logging", "os", "sys", "re"}
    _be_subreaper_free()
    server = ForkServer()
    gc.collect()
    gc.disable()
    gc.freeze()
    server._send({"ready": os.getpid()})
    server.serve()
    # In a child, from here on.
    from . import function
    function.main()
