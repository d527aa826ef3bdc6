"""Runs the conformance suite of the stand-in for Cognito against it and its peers, and prints a table: python3 compare.py"""

import contextlib
import importlib.metadata
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import boto3
import botocore.loaders
import botocore
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.server import ThreadedMotoServer

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
REGION = "eu-west-1"
ANY_ACCOUNT = {"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_EC2_METADATA_DISABLED": "true"}
COGNITO_LOCAL = json.loads((HERE / "node_modules/cognito-local/package.json").read_text(encoding="utf-8"))
MODEL = botocore.loaders.Loader().load_service_model("cognito-idp", "service-2")


def main():
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # moto logs each request, and a traceback for each unknown operation
    print("| | operations that it claims, of {} | cases passed |".format(len(MODEL["operations"])))
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        suite = pathlib.Path(folder) / "suite"
        build("test", "-c", "-o", suite, "./standin/cognitotest")
        with standin(folder) as pool:
            row("the stand-in", claimed_by_standin(), suite, pool)
        with moto() as endpoint:
            row(f"moto {importlib.metadata.version('moto')}", claimed_by_moto(), suite, create_pool(endpoint))
        with cognito_local(folder) as endpoint:
            row(f"cognito-local {COGNITO_LOCAL['version']}", claimed_by_cognito_local(), suite, create_pool(endpoint))


def row(name, operations, suite, pool):
    passed, cases = conformance(suite, *pool)
    print(f"| {name} | {len(operations & MODEL['operations'].keys())} | {passed} of {cases} |", flush=True)


def conformance(suite, endpoint, pool_id, client_id):
    """How many cases pass, and how many there are: those that need no message which only the stand-in lets a test read."""
    environment = {**os.environ, **ANY_ACCOUNT, "COGNITO_CONFORMANCE_ENDPOINT": endpoint,
                   "COGNITO_CONFORMANCE_POOL_ID": pool_id, "COGNITO_CONFORMANCE_CLIENT_ID": client_id}
    output = subprocess.run([suite, "-test.run=^TestConformance$", "-test.v"], env=environment, cwd=REPOSITORY / "standin/cognitotest",
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    if path := os.environ.get("COMPARE_LOG"):
        with open(path, "a", encoding="utf-8") as log:
            log.write(output)
    results = re.findall(r"^    --- (PASS|FAIL): TestConformance/", output, re.MULTILINE)
    return results.count("PASS"), len(results)


def build(*arguments):
    subprocess.run(["go", *arguments], cwd=REPOSITORY, check=True)


@contextlib.contextmanager
def standin(folder):
    binary = pathlib.Path(folder) / "standin"
    build("build", "-o", binary, "./standin")
    command = [binary, "-cognito", "127.0.0.1:0", "-dynamodb", "127.0.0.1:0", "-mfa", "OPTIONAL", "-mfa-methods", "SMS,TOTP"]
    with running(command, stdout=subprocess.PIPE) as process:
        pool = json.loads(process.stdout.readline())["cognito"]
        yield pool["endpoint"], pool["userPoolId"], pool["clientId"]


def claimed_by_standin():
    source = (REPOSITORY / "standin/cognitotest/operations.go").read_text(encoding="utf-8")
    return set(re.findall(r'operate\("(\w+)"', source))


@contextlib.contextmanager
def moto():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def claimed_by_moto():
    return {name for name in MODEL["operations"] if hasattr(CognitoIdpResponse, botocore.xform_name(name))}


@contextlib.contextmanager
def cognito_local(folder):
    command = ["node", HERE / "node_modules/cognito-local" / COGNITO_LOCAL["bin"]]
    with running(command, stdout=subprocess.PIPE, cwd=folder, env={**os.environ, **ANY_ACCOUNT, "HOST": "127.0.0.1", "PORT": "0"}) as process:
        for line in process.stdout:
            if found := re.search(r"http://[^\s:]+:(\d+)", line):
                yield "http://127.0.0.1:" + found[1]
                return
    sys.exit("cognito-local did not start")


def claimed_by_cognito_local():
    """The operations that it has a file for."""
    targets = {path.stem.lower() for path in (HERE / "node_modules/cognito-local/lib/targets").glob("*.js")}
    return {name for name in MODEL["operations"] if name.lower() in targets}


@contextlib.contextmanager
def running(command, **options):
    with subprocess.Popen(command, text=True, stderr=subprocess.DEVNULL, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def create_pool(endpoint):
    """A pool with the settings of the stand-in's, as far as the emulator takes them."""
    client = boto3.client("cognito-idp", REGION, endpoint_url=endpoint, aws_access_key_id="any", aws_secret_access_key="any")
    pool = client.create_user_pool(
        PoolName="voters", UsernameAttributes=["email"], AutoVerifiedAttributes=["phone_number", "email"],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True,
                                     "RequireSymbols": True, "TemporaryPasswordValidityDays": 7}},
        Schema=[{"Name": name, "Required": True, "Mutable": True} for name in ("email", "name", "phone_number")],
        UsernameConfiguration={"CaseSensitive": False}, MfaConfiguration="OPTIONAL",
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["phone_number", "email"]},
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "any"},
    )["UserPool"]["Id"]
    with contextlib.suppress(Exception):  # cognito-local has no such operation
        client.set_user_pool_mfa_config(
            UserPoolId=pool, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True},
            SmsMfaConfiguration={"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "any"}})
    app = client.create_user_pool_client(
        UserPoolId=pool, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        PreventUserExistenceErrors="ENABLED", EnableTokenRevocation=True)["UserPoolClient"]["ClientId"]
    return endpoint, pool, app


if __name__ == "__main__":
    main()
