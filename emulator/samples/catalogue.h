// The samples, a file a family of services; samples.cpp puts them in order. Constant data.
#pragma once

#include <span>

#include "emulator/base/account.h"
#include "emulator/samples/sample.h"

namespace brume::emulator {

std::span<const Sample> apigateway_samples();
std::span<const Sample> alb_samples();
std::span<const Sample> lambda_url_samples();
std::span<const Sample> lambda_samples();
std::span<const Sample> s3_samples();
std::span<const Sample> sqs_samples();
std::span<const Sample> sns_samples();
std::span<const Sample> kinesis_samples();
std::span<const Sample> dynamodb_samples();
std::span<const Sample> eventbridge_samples();
std::span<const Sample> cloudwatch_samples();
std::span<const Sample> cognito_samples();

// Fields that mean the same in every sample.
inline constexpr SampleField kRegionField{"region", "us-east-1", "AWS region"};
inline constexpr SampleField kAccountField{"account-id", kAccountId, "AWS account"};
inline constexpr SampleField kBase64Field{"base64", "false", "Send the body in base64",
                                          SampleField::Kind::kFlag};

}  // namespace brume::emulator
