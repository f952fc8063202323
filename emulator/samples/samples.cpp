#include <array>

#include "emulator/samples/catalogue.h"

namespace brume::emulator {

std::span<const SampleService> sample_services() {
  static const std::array services = {
      SampleService{"apigateway", "REST and HTTP APIs, and their authorizers",
                    apigateway_samples()},
      SampleService{"lambda-url", "Function URLs", lambda_url_samples()},
      SampleService{"alb", "Application Load Balancer", alb_samples()},
      SampleService{"s3", "Object notifications", s3_samples()},
      SampleService{"sqs", "Queue messages", sqs_samples()},
      SampleService{"sns", "Topic notifications", sns_samples()},
      SampleService{"dynamodb", "Table streams", dynamodb_samples()},
      SampleService{"kinesis", "Data streams", kinesis_samples()},
      SampleService{"eventbridge", "Events on a bus", eventbridge_samples()},
      SampleService{"cloudwatch", "Schedules", cloudwatch_samples()},
      SampleService{"cognito", "User pool triggers", cognito_samples()},
      SampleService{"lambda", "Results of asynchronous invocations", lambda_samples()},
  };
  return services;
}

}  // namespace brume::emulator
