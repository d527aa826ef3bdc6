"""Starts the stand-ins on free ports, for the tests of clients in Python."""

import contextlib
import json
import pathlib
import subprocess
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def start(*flags):
    """Yields the pool, and a function that returns the next message that Cognito would have sent."""
    with tempfile.TemporaryDirectory() as folder:
        binary = pathlib.Path(folder) / "standin"
        subprocess.run(["go", "build", "-o", binary, "./standin"], cwd=REPOSITORY, check=True)
        command = [binary, "-cognito", "127.0.0.1:0", "-dynamodb", "127.0.0.1:0", *flags]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                def line(name):
                    return json.loads(process.stdout.readline())[name]

                yield line("cognito"), lambda: line("message")
            finally:
                process.terminate()
