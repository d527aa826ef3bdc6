"""boto3 with its defaults against the stand-in, whose answers it holds to AWS's service model: python3 boto3_test.py"""

import boto3

import standin

EMAIL, PASSWORD, OTHER = "grace@example.com", "Correct Horse 7 Battery", "Another Horse 8 Battery"
ATTRIBUTES = [{"Name": "email", "Value": EMAIL}, {"Name": "name", "Value": "Grace Hopper"}, {"Name": "phone_number", "Value": "+12065550126"}]


def main(pool, code):
    client = boto3.client("cognito-idp", pool["region"], endpoint_url=pool["endpoint"], aws_access_key_id="any", aws_secret_access_key="any")
    app, users = {"ClientId": pool["clientId"]}, {"UserPoolId": pool["userPoolId"]}

    def sign_in(password):
        answer = client.initiate_auth(**app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": EMAIL, "PASSWORD": password})
        return answer["AuthenticationResult"]

    client.sign_up(**app, Username=EMAIL, Password=PASSWORD, UserAttributes=ATTRIBUTES)
    refused(client.exceptions.UsernameExistsException, client.sign_up, **app, Username=EMAIL, Password=PASSWORD, UserAttributes=ATTRIBUTES)
    refused(client.exceptions.UserNotConfirmedException, sign_in, PASSWORD)
    first = code()
    client.resend_confirmation_code(**app, Username=EMAIL)
    second = code()
    if first != second:
        refused((client.exceptions.CodeMismatchException, client.exceptions.ExpiredCodeException), client.confirm_sign_up,
                **app, Username=EMAIL, ConfirmationCode=first)
    client.confirm_sign_up(**app, Username=EMAIL, ConfirmationCode=second)
    refused(client.exceptions.NotAuthorizedException, sign_in, OTHER)
    tokens = sign_in(PASSWORD)
    access = {"AccessToken": tokens["AccessToken"]}
    assert {"Name": "phone_number_verified", "Value": "true"} in client.get_user(**access)["UserAttributes"]
    client.update_user_attributes(**access, UserAttributes=[{"Name": "name", "Value": "Rear Admiral Hopper"}])
    client.get_user_attribute_verification_code(**access, AttributeName="email")
    client.verify_user_attribute(**access, AttributeName="email", Code=code())
    client.change_password(**access, PreviousPassword=PASSWORD, ProposedPassword=OTHER)
    client.forgot_password(**app, Username=EMAIL)
    client.confirm_forgot_password(**app, Username=EMAIL, ConfirmationCode=code(), Password=PASSWORD)
    renewed = client.initiate_auth(**app, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]})
    access = {"AccessToken": renewed["AuthenticationResult"]["AccessToken"]}

    client.create_group(**users, GroupName="admin")
    client.admin_add_user_to_group(**users, Username=EMAIL, GroupName="admin")
    pages = client.get_paginator("admin_list_groups_for_user").paginate(**users, Username=EMAIL)
    assert [group["GroupName"] for page in pages for group in page["Groups"]] == ["admin"]
    listed = [user for page in client.get_paginator("list_users").paginate(**users) for user in page["Users"]]
    assert [user["UserStatus"] for user in listed] == ["CONFIRMED"]
    client.admin_disable_user(**users, Username=EMAIL)
    refused(client.exceptions.NotAuthorizedException, sign_in, PASSWORD)
    client.admin_enable_user(**users, Username=EMAIL)

    access = {"AccessToken": sign_in(PASSWORD)["AccessToken"]}
    client.global_sign_out(**access)
    refused(client.exceptions.NotAuthorizedException, client.get_user, **access)
    client.delete_user(AccessToken=sign_in(PASSWORD)["AccessToken"])
    refused(client.exceptions.UserNotFoundException, client.admin_get_user, **users, Username=EMAIL)
    print("boto3: ok")


def refused(exception, call, *arguments, **parameters):
    try:
        call(*arguments, **parameters)
    except exception:
        return
    raise AssertionError(f"{call} is not refused")


with standin.start() as (the_pool, message):
    main(the_pool, lambda: message()["code"])
