// EventBridge events, and what Lambda and Cognito say on their own.
#include <array>

#include "emulator/samples/catalogue.h"

namespace brume::emulator {
namespace {

constexpr auto kJson = SampleField::Kind::kJson;
constexpr auto kNumberField = SampleField::Kind::kNumber;

constexpr SampleField kTime{"time", "2024-05-17T08:30:00Z", "When it happened (UTC)"};

constexpr std::array kCustomFields = {
    SampleField{"source", "com.example.shop", "Who sends the event"},
    SampleField{"detail-type", "Order Placed", "What happened"},
    SampleField{"detail", R"({"orderId":"order-1"})", "The event's own data, JSON", kJson},
    kTime,
    kRegionField,
    kAccountField,
};
constexpr std::string_view kCustomText = R"json({
  "version": "0",
  "id": "e4b2c6d8-1f3a-4957-8b0c-7d6e5f4a3b21",
  "detail-type": "{{detail-type}}",
  "source": "{{source}}",
  "account": "{{account-id}}",
  "time": "{{time}}",
  "region": "{{region}}",
  "resources": [],
  "detail": {{detail}}
})json";

constexpr std::array kObjectFields = {
    SampleField{"bucket", "uploads", "Bucket"},
    SampleField{"key", "photos/cat 1.png", "Object's key"},
    SampleField{"size", "1024", "Object's size in bytes", kNumberField},
    SampleField{"etag", "0f343b0931126a20f133d67c2b018a3b", "Object's ETag, without quotes"},
    kTime,
    kRegionField,
    kAccountField,
};
// Other than in S3's own notifications the key is not encoded.
constexpr std::string_view kObjectText = R"json({
  "version": "0",
  "id": "e4b2c6d8-1f3a-4957-8b0c-7d6e5f4a3b22",
  "detail-type": "Object Created",
  "source": "aws.s3",
  "account": "{{account-id}}",
  "time": "{{time}}",
  "region": "{{region}}",
  "resources": ["arn:aws:s3:::{{bucket}}"],
  "detail": {
    "version": "0",
    "bucket": { "name": "{{bucket}}" },
    "object": {
      "key": "{{key}}",
      "size": {{size}},
      "etag": "{{etag}}",
      "sequencer": "0066471508075BCD15"
    },
    "request-id": "7F2A9C41D0B3E865",
    "requester": "{{account-id}}",
    "source-ip-address": "198.51.100.7",
    "reason": "PutObject"
  }
})json";

constexpr std::array kEventbridgeSamples = {
    Sample{"eventbridge", "custom-event", "An event of your own on a bus", kCustomFields,
           kCustomText},
    Sample{"eventbridge", "s3-object-created", "An object was created, by way of EventBridge",
           kObjectFields, kObjectText},
};

constexpr std::array kScheduledFields = {
    SampleField{"rule", "every-five-minutes", "The schedule's rule"},
    kTime,
    kRegionField,
    kAccountField,
};
constexpr std::string_view kScheduledText = R"json({
  "version": "0",
  "id": "e4b2c6d8-1f3a-4957-8b0c-7d6e5f4a3b23",
  "detail-type": "Scheduled Event",
  "source": "aws.events",
  "account": "{{account-id}}",
  "time": "{{time}}",
  "region": "{{region}}",
  "resources": ["arn:aws:events:{{region}}:{{account-id}}:rule/{{rule}}"],
  "detail": {}
})json";
constexpr std::array kCloudwatchSamples = {
    Sample{"cloudwatch", "scheduled-event", "A rule with a schedule fires", kScheduledFields,
           kScheduledText},
};

constexpr std::array kCognitoFields = {
    SampleField{"user-name", "ada", "The user"},
    SampleField{"email", "ada@example.com", "The user's e-mail address"},
    SampleField{"user-pool-id", "us-east-1_A1b2C3d4E", "The user pool"},
    SampleField{"client-id", "7hs2k4m6p8r0t1v3x5z7b9d1f3", "The pool's app client"},
    kRegionField,
};
constexpr std::string_view kPreSignUpText = R"json({
  "version": "1",
  "region": "{{region}}",
  "userPoolId": "{{user-pool-id}}",
  "userName": "{{user-name}}",
  "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "{{client-id}}" },
  "triggerSource": "PreSignUp_SignUp",
  "request": {
    "userAttributes": { "email": "{{email}}" },
    "validationData": null
  },
  "response": { "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false }
})json";
constexpr std::string_view kPostConfirmationText = R"json({
  "version": "1",
  "region": "{{region}}",
  "userPoolId": "{{user-pool-id}}",
  "userName": "{{user-name}}",
  "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "{{client-id}}" },
  "triggerSource": "PostConfirmation_ConfirmSignUp",
  "request": {
    "userAttributes": {
      "sub": "c0a1b2d3-e4f5-4a6b-8c7d-9e0f1a2b3c4d",
      "cognito:user_status": "CONFIRMED",
      "email_verified": "true",
      "email": "{{email}}"
    }
  },
  "response": {}
})json";
constexpr std::array kCognitoSamples = {
    Sample{"cognito", "pre-sign-up", "A user signs up", kCognitoFields, kPreSignUpText},
    Sample{"cognito", "post-confirmation", "A user confirmed the account", kCognitoFields,
           kPostConfirmationText},
};

constexpr std::array kDestinationFields = {
    SampleField{"function-name", "ResizeFunction", "The function that was invoked"},
    SampleField{"condition", "Success",
                "Success, RetriesExhausted, EventAgeExceeded or ZeroReservedConcurrency"},
    SampleField{"invoke-count", "1", "How often the function was tried", kNumberField},
    SampleField{"payload", R"({"key":"cat.png"})", "The event that was sent, JSON", kJson},
    SampleField{"response", R"({"ok":true})", "The function's answer, JSON", kJson},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kDestinationText = R"json({
  "version": "1.0",
  "timestamp": "2024-05-17T08:30:00.123Z",
  "requestContext": {
    "requestId": "0b9f6a7c-55d1-4c0e-9d38-6f2e1a4b7c80",
    "functionArn": "arn:aws:lambda:{{region}}:{{account-id}}:function:{{function-name}}:$LATEST",
    "condition": "{{condition}}",
    "approximateInvokeCount": {{invoke-count}}
  },
  "requestPayload": {{payload}},
  "responseContext": { "statusCode": 200, "executedVersion": "$LATEST" },
  "responsePayload": {{response}}
})json";
constexpr std::array kLambdaSamples = {
    Sample{"lambda", "destination", "What a destination receives after an asynchronous invocation",
           kDestinationFields, kDestinationText},
};

}  // namespace

std::span<const Sample> eventbridge_samples() {
  return kEventbridgeSamples;
}

std::span<const Sample> cloudwatch_samples() {
  return kCloudwatchSamples;
}

std::span<const Sample> cognito_samples() {
  return kCognitoSamples;
}

std::span<const Sample> lambda_samples() {
  return kLambdaSamples;
}

}  // namespace brume::emulator
