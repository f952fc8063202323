// Orders over HTTP, kept in a table: a CDK app whose one function is a C++ library. `npx cdk synth`
// compiles the library and writes cdk.out/Orders.template.json, which Brume runs as it is.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';

const here = dirname(fileURLToPath(import.meta.url));

// CDK would do this in a container; here the machine's own compiler does.
const library = {
  tryBundle(outputDir) {
    const build = mkdtempSync(join(tmpdir(), 'orders-'));
    const run = (...args) => execFileSync('cmake', args, { stdio: ['ignore', 2, 2] });
    run('-S', here, '-B', build, '-DCMAKE_BUILD_TYPE=Release');
    run('--build', build);
    copyFileSync(join(build, 'orders.so'), join(outputDir, 'orders.so'));
    return true;
  },
};

class Orders extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const code = lambda.Code.fromAsset(here, {
      exclude: ['*', '!orders.cpp', '!CMakeLists.txt'],
      assetHashType: cdk.AssetHashType.SOURCE,
      bundling: { image: cdk.DockerImage.fromRegistry('alpine'), local: library },
    });
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    const place = new lambda.Function(this, 'Place', {
      runtime: lambda.Runtime.PROVIDED_AL2023,
      handler: 'orders.place',
      code,
      environment: { TABLE: table.tableName },
      timeout: cdk.Duration.seconds(5),
    });
    table.grantReadWriteData(place);
    const api = new apigateway.HttpApi(this, 'Api');
    api.addRoutes({
      path: '/orders/{id}',
      methods: [apigateway.HttpMethod.PUT],
      integration: new HttpLambdaIntegration('PlaceIntegration', place),
    });
    new events.Rule(this, 'Nightly', {
      schedule: events.Schedule.cron({ hour: '3', minute: '0' }),
      targets: [new LambdaFunction(place)],
    });
    new cdk.CfnOutput(this, 'Url', { value: api.apiEndpoint });
  }
}

new Orders(new cdk.App(), 'Orders');
