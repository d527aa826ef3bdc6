"""pycognito, whose default flow is SRP, against the stand-in: python3 pycognito_test.py"""

import pycognito

import standin

EMAIL, PASSWORD, OTHER = "alan@example.com", "Correct Horse 7 Battery", "Another Horse 8 Battery"


def main(pool, code):
    def user():
        return pycognito.Cognito(
            pool["userPoolId"], pool["clientId"], username=EMAIL, client_secret=pool["clientSecret"],
            access_key="any", secret_key="any", user_pool_region=pool["region"],
            boto3_client_kwargs={"endpoint_url": pool["endpoint"]},
        )

    one = user()
    one.set_base_attributes(email=EMAIL, name="Alan Turing", phone_number="+12065550125")
    one.register(EMAIL, PASSWORD)
    one.confirm_sign_up(code(), username=EMAIL)
    try:
        user().authenticate(password="Wrong Horse 7 Battery")
        raise AssertionError("a wrong password signs in")
    except one.client.exceptions.NotAuthorizedException:
        pass
    one = user()
    # pycognito verifies tokens with the address of AWS alone; the stand-in's keys are elsewhere.
    one.verify_tokens = lambda: None
    one.verify_token = lambda token, id_name, token_use: setattr(one, id_name, token)
    one.authenticate(password=PASSWORD)
    assert one.client.get_user(AccessToken=one.access_token)["UserAttributes"]
    one.change_password(PASSWORD, OTHER)
    one.initiate_forgot_password()
    one.confirm_forgot_password(code(), PASSWORD)
    one.authenticate(password=PASSWORD)
    one.logout()
    print("pycognito: ok")


with standin.start("-client-secret") as (pool, message):
    main(pool, lambda: message()["code"])
