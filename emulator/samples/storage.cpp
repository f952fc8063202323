// S3 notifications and DynamoDB streams.
#include <array>

#include "emulator/samples/catalogue.h"

namespace brume::emulator {
namespace {

constexpr auto kSizeField = SampleField::Kind::kNumber;

constexpr SampleField kBucket{"bucket", "uploads", "Bucket"};
constexpr SampleField kKey{"key", "photos/cat 1.png", "Object's key as you know it"};

constexpr std::array kPutFields = {
    kBucket,
    kKey,
    SampleField{"size", "1024", "Object's size in bytes", kSizeField},
    SampleField{"etag", "0f343b0931126a20f133d67c2b018a3b", "Object's ETag, without quotes"},
    SampleField{"configuration-id", "on-upload", "Name of the notification"},
    kRegionField,
};
constexpr std::string_view kPutText = R"json({
  "Records": [
    {
      "eventVersion": "2.1",
      "eventSource": "aws:s3",
      "awsRegion": "{{region}}",
      "eventTime": "2024-05-17T08:30:00.123Z",
      "eventName": "ObjectCreated:Put",
      "userIdentity": { "principalId": "AWS:AIDAJ4EXAMPLE2USER3AB" },
      "requestParameters": { "sourceIPAddress": "198.51.100.7" },
      "responseElements": {
        "x-amz-request-id": "7F2A9C41D0B3E865",
        "x-amz-id-2": "bG9jYWwgdXBsb2FkIG9mIGEgc2FtcGxlIG9iamVjdCwgZXh0ZW5kZWQgaWQ="
      },
      "s3": {
        "s3SchemaVersion": "1.0",
        "configurationId": "{{configuration-id}}",
        "bucket": {
          "name": "{{bucket}}",
          "ownerIdentity": { "principalId": "A2EXAMPLEOWNER" },
          "arn": "arn:aws:s3:::{{bucket}}"
        },
        "object": {
          "key": "{{key|url}}",
          "size": {{size}},
          "eTag": "{{etag}}",
          "sequencer": "0066471508075BCD15"
        }
      }
    }
  ]
})json";

constexpr std::array kDeleteFields = {
    kBucket,
    kKey,
    SampleField{"configuration-id", "on-delete", "Name of the notification"},
    kRegionField,
};
// A deleted object has neither size nor eTag.
constexpr std::string_view kDeleteText = R"json({
  "Records": [
    {
      "eventVersion": "2.1",
      "eventSource": "aws:s3",
      "awsRegion": "{{region}}",
      "eventTime": "2024-05-17T08:30:00.123Z",
      "eventName": "ObjectRemoved:Delete",
      "userIdentity": { "principalId": "AWS:AIDAJ4EXAMPLE2USER3AB" },
      "requestParameters": { "sourceIPAddress": "198.51.100.7" },
      "responseElements": {
        "x-amz-request-id": "7F2A9C41D0B3E865",
        "x-amz-id-2": "bG9jYWwgZGVsZXRlIG9mIGEgc2FtcGxlIG9iamVjdCwgZXh0ZW5kZWQgaWQ="
      },
      "s3": {
        "s3SchemaVersion": "1.0",
        "configurationId": "{{configuration-id}}",
        "bucket": {
          "name": "{{bucket}}",
          "ownerIdentity": { "principalId": "A2EXAMPLEOWNER" },
          "arn": "arn:aws:s3:::{{bucket}}"
        },
        "object": {
          "key": "{{key|url}}",
          "sequencer": "0066471508075BCD16"
        }
      }
    }
  ]
})json";

constexpr std::array kS3Samples = {
    Sample{"s3", "put", "An object was created", kPutFields, kPutText},
    Sample{"s3", "delete", "An object was removed", kDeleteFields, kDeleteText},
};

constexpr std::array kUpdateFields = {
    SampleField{"table", "Orders", "Table"},
    SampleField{"id", "order-1", "The items' partition key"},
    SampleField{"stream-view-type", "NEW_AND_OLD_IMAGES", "The stream's StreamViewType"},
    kRegionField,
    kAccountField,
};
// One item's life: it is inserted, modified and removed.
constexpr std::string_view kUpdateText = R"json({
  "Records": [
    {
      "eventID": "5b0c9a4e1d2f43a8b7c6d5e4f3021a01",
      "eventName": "INSERT",
      "eventVersion": "1.1",
      "eventSource": "aws:dynamodb",
      "awsRegion": "{{region}}",
      "dynamodb": {
        "ApproximateCreationDateTime": 1715934600,
        "Keys": { "id": { "S": "{{id}}" } },
        "NewImage": { "id": { "S": "{{id}}" }, "status": { "S": "new" }, "total": { "N": "99" } },
        "SequenceNumber": "100000000000000000001",
        "SizeBytes": 36,
        "StreamViewType": "{{stream-view-type}}"
      },
      "eventSourceARN":
"arn:aws:dynamodb:{{region}}:{{account-id}}:table/{{table}}/stream/2024-05-17T08:00:00.000"
    },
    {
      "eventID": "5b0c9a4e1d2f43a8b7c6d5e4f3021a02",
      "eventName": "MODIFY",
      "eventVersion": "1.1",
      "eventSource": "aws:dynamodb",
      "awsRegion": "{{region}}",
      "dynamodb": {
        "ApproximateCreationDateTime": 1715934660,
        "Keys": { "id": { "S": "{{id}}" } },
        "NewImage": { "id": { "S": "{{id}}" }, "status": { "S": "paid" }, "total": { "N": "99" } },
        "OldImage": { "id": { "S": "{{id}}" }, "status": { "S": "new" }, "total": { "N": "99" } },
        "SequenceNumber": "100000000000000000002",
        "SizeBytes": 63,
        "StreamViewType": "{{stream-view-type}}"
      },
      "eventSourceARN":
"arn:aws:dynamodb:{{region}}:{{account-id}}:table/{{table}}/stream/2024-05-17T08:00:00.000"
    },
    {
      "eventID": "5b0c9a4e1d2f43a8b7c6d5e4f3021a03",
      "eventName": "REMOVE",
      "eventVersion": "1.1",
      "eventSource": "aws:dynamodb",
      "awsRegion": "{{region}}",
      "dynamodb": {
        "ApproximateCreationDateTime": 1715934720,
        "Keys": { "id": { "S": "{{id}}" } },
        "OldImage": { "id": { "S": "{{id}}" }, "status": { "S": "paid" }, "total": { "N": "99" } },
        "SequenceNumber": "100000000000000000003",
        "SizeBytes": 37,
        "StreamViewType": "{{stream-view-type}}"
      },
      "eventSourceARN":
"arn:aws:dynamodb:{{region}}:{{account-id}}:table/{{table}}/stream/2024-05-17T08:00:00.000"
    }
  ]
})json";

constexpr std::array kDynamodbSamples = {
    Sample{"dynamodb", "update", "An item is inserted, modified and removed", kUpdateFields,
           kUpdateText},
};

}  // namespace

std::span<const Sample> s3_samples() {
  return kS3Samples;
}

std::span<const Sample> dynamodb_samples() {
  return kDynamodbSamples;
}

}  // namespace brume::emulator
